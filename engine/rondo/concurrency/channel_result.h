// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::concurrency {

/// How an operation on a channel ended. True when it did what it was asked; otherwise the value that was to be
/// sent is still the caller's, untouched, and `state` says why.
///
/// Example:
///     ChannelResult result = ChannelResult::full;
///     expect(!result && result == ChannelResult::full);
///     expect(std::string_view(result.name()) == "full");
class [[nodiscard]] ChannelResult {
public:
    enum State : std::uint8_t {
        done,    ///< sent, or received
        full,    ///< no room, and the call was not to wait
        empty,   ///< nothing there, and the call was not to wait
        closed,  ///< the other side is gone; when receiving, also everything it sent has been taken
        timeout, ///< still no room, or nothing there, when the deadline passed
    };

    constexpr ChannelResult(State state) noexcept : state_(state) {} // NOLINT: a state is a result
    constexpr explicit operator bool() const noexcept { return state_ == done; }
    constexpr State state() const noexcept { return state_; }
    friend constexpr bool operator==(ChannelResult, ChannelResult) = default;
    /// Returns: the state's name, for messages; static lifetime. Progress: wait-free. [any]
    constexpr const char* name() const noexcept {
        switch (state_) {
        case done:
            return "done";
        case full:
            return "full";
        case empty:
            return "empty";
        case closed:
            return "closed";
        case timeout:
            return "timeout";
        }
        return "unknown";
    }

private:
    State state_;
};

} // namespace rondo::concurrency
