// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::concurrency {

/// How a wait for something that is no channel ended: a semaphore, a barrier, a count, a stop. True when what
/// was waited for has happened.
///
/// Example:
///     WaitResult result = WaitResult::timeout;
///     expect(!result && result == WaitResult::timeout);
///     expect(std::string_view(result.name()) == "timeout");
class [[nodiscard]] WaitResult {
public:
    enum State : std::uint8_t {
        done,    ///< it has happened
        timeout, ///< the deadline passed before, or there was no time to wait
        closed,  ///< it can happen no more
    };

    constexpr WaitResult(State state) noexcept : state_(state) {} // NOLINT: a state is a result
    constexpr explicit operator bool() const noexcept { return state_ == done; }
    constexpr State state() const noexcept { return state_; }
    friend constexpr bool operator==(WaitResult, WaitResult) = default;
    /// Returns: the state's name, for messages; static lifetime. Progress: wait-free. [any]
    constexpr const char* name() const noexcept {
        switch (state_) {
        case done:
            return "done";
        case timeout:
            return "timeout";
        case closed:
            return "closed";
        }
        return "unknown";
    }

private:
    State state_;
};

} // namespace rondo::concurrency
