// SPDX-License-Identifier: MIT
#pragma once

#include <explore/tool/steps.h>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace rondo::concurrency::detail {

/// A thread of the explored execution, with the interface of std::thread.
class Thread {
public:
    Thread() noexcept = default;
    template <class Function, class... Arguments>
    requires(!std::is_same_v<std::remove_cvref_t<Function>, Thread>) explicit Thread(Function&& function,
                                                                                     Arguments&&... arguments) {
        // Shared, because a std::function copies and the captures need not.
        auto body = [function = std::forward<Function>(function),
                     ... arguments = std::forward<Arguments>(arguments)]() mutable {
            std::invoke(std::move(function), std::move(arguments)...);
        };
        id_ = explore::startThread([body = std::make_shared<decltype(body)>(std::move(body))] { (*body)(); });
    }
    Thread(Thread&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
    Thread& operator=(Thread&& other) noexcept {
        explore::check(id_ < 0, "a thread that still runs was replaced without a join");
        id_ = std::exchange(other.id_, -1);
        return *this;
    }
    ~Thread() { explore::check(id_ < 0, "a thread was destroyed without a join"); }

    bool joinable() const noexcept { return id_ >= 0; }
    void join() { explore::joinThread(std::exchange(id_, -1)); }

private:
    int id_ = -1;
};

inline std::string prepareThread(const std::string&, std::optional<int>) { return {}; }

} // namespace rondo::concurrency::detail
