// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <string>
#include <utility>

namespace rondo::concurrency {

/// Runs something once, whoever comes first; the others wait until it has run. When it throws it has not run:
/// the next one tries again.
///
/// Example:
///     Once tables("filter tables");
///     int made = 0;
///     expect(tables.call([&] { ++made; }));
///     expect(tables.call([&] { ++made; }) && made == 1);
class Once {
public:
    /// Effects: nothing has run yet; `name` is shown in errors. Progress: blocking (allocates). [control]
    explicit Once(std::string name = "once") : name_(std::move(name)) {}
    /// Requires: no thread is inside a call, and none will call. [control]
    ~Once() = default;
    Once(const Once&) = delete;
    Once& operator=(const Once&) = delete;

    /// Effects: runs `function` unless something has run already, or waits for the one that runs; what that did
    /// is seen after. Returns: done, or timeout when another one still runs at the deadline. Errors: what
    /// `function` throws, to its caller only; Failure(deadlock) when `function` itself calls this. A circle of
    /// several Once objects across threads is not noticed: give them a deadline. Progress: wait-free once it
    /// has run, else blocking. [any but audio]
    template <class Function>
    WaitResult call(Function&& function, Deadline deadline = Deadline::never());
    /// Returns: whether it has run. Progress: wait-free. [audio] [any]
    bool done() const noexcept { return state_.load(std::memory_order_acquire) == finished; }

private:
    enum State : std::uint32_t { idle, running, finished };

    // Whichever way the function ends, the others learn of it.
    struct Run {
        Once& once;
        State becomes = idle;
        ~Run() {
            once.runner_.store(0, std::memory_order_relaxed);
            once.state_.store(becomes, std::memory_order_seq_cst);
            once.waiting_.notifyAll();
        }
    };
    bool claim(bool& mine) noexcept {
        std::uint32_t state = state_.load(std::memory_order_seq_cst);
        mine = state == idle && state_.compare_exchange_strong(state, running, std::memory_order_acquire);
        return mine || state == finished;
    }
    void refuseToWaitForItself() const {
        const auto self = detail::threadNumber();
        if (runner_.load(std::memory_order_relaxed) == self)
            throw base::Failure({base::ErrorCode::deadlock,
                                 "'" + name_ + "' is being run by thread " + std::to_string(self) +
                                     ", which called it again from inside and would wait for itself; take the "
                                     "inner call out."});
    }

    const std::string name_;
    detail::Atomic<std::uint32_t> state_{idle};
    detail::Atomic<std::uint32_t> runner_{0};
    detail::WaitList waiting_;
};

template <class Function>
WaitResult Once::call(Function&& function, Deadline deadline) {
    if (done())
        return WaitResult::done;
    refuseToWaitForItself();
    bool mine = false;
    if (!detail::waitUntil(waiting_, deadline, [&]() noexcept { return claim(mine); }))
        return WaitResult::timeout;
    if (mine) {
        runner_.store(detail::threadNumber(), std::memory_order_relaxed);
        Run run{*this};
        std::forward<Function>(function)();
        run.becomes = finished;
    }
    return WaitResult::done;
}

} // namespace rondo::concurrency
