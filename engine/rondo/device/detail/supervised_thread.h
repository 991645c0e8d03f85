// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace rondo::device::detail {

/// A thread that makes calls which may never return, for callers who wait no longer than a deadline. A call
/// that is not done by then is abandoned: the thread stays behind with everything that the call holds, and
/// takes no further call. All calls here: [any but audio].
class SupervisedThread {
public:
    /// Errors: std::system_error when there is no thread to be had.
    explicit SupervisedThread(const std::string& name);
    /// Effects: the thread ends after the call that it is in. Does not wait for it.
    ~SupervisedThread();
    SupervisedThread(const SupervisedThread&) = delete;
    SupervisedThread& operator=(const SupervisedThread&) = delete;

    /// Effects: runs `call` on the thread, after earlier ones. Requires: `call` owns all that it touches, or
    /// shares it; it may run long after this has returned. Returns: whether it is done; false at once on an
    /// abandoned thread. Errors: what `call` throws.
    bool run(std::function<void()> call, std::chrono::milliseconds deadline);

    /// As `run`, with the call's result; nothing when it is not done.
    template <class Call>
    auto ask(Call call, std::chrono::milliseconds deadline) -> std::optional<decltype(call())> {
        auto answer = std::make_shared<std::optional<decltype(call())>>();
        if (!run([answer, call = std::move(call)]() mutable { answer->emplace(call()); }, deadline))
            return std::nullopt;
        return std::move(*answer);
    }

    /// Returns: whether a call was abandoned.
    bool abandoned() const;
    /// Returns: whether no call is on; of an abandoned thread, whether it has come back after all.
    bool idle() const;

private:
    struct Work;
    struct State;
    static void serve(const std::shared_ptr<State>& state, const std::string& name);
    std::shared_ptr<State> state_;
};

} // namespace rondo::device::detail
