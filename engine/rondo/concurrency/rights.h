// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace rondo::concurrency {

/// What the holder of a sealed handle may ask for. A set; it can be a template argument. Handing a handle on
/// only ever takes rights away.
///
/// Example:
///     constexpr Rights producer = Rights::send | Rights::close;
///     expect(producer.includes(Rights::send) && !producer.includes(Rights::receive));
///     expect((producer & Rights::send) == Rights::send);
///     expect(producer.names() == "send and close");
struct Rights {
    std::uint8_t bits = 0; ///< the three lowest count; public, because a template argument must be

    static const Rights send;    ///< to put something in
    static const Rights receive; ///< to take something out
    static const Rights close;   ///< to end it, for everybody
    static const Rights all;     ///< every one of them
    static const Rights none;    ///< to hold it and hand it on

    /// Returns: whether every right of `other` is among these. Progress: wait-free. [any]
    constexpr bool includes(Rights other) const noexcept { return (other.bits & ~bits & 7U) == 0; }
    /// Returns: the rights as they are named in messages, "send and close". Errors: std::bad_alloc.
    /// Progress: blocking. [any but audio]
    std::string names() const;

    friend constexpr Rights operator|(Rights left, Rights right) noexcept {
        return {static_cast<std::uint8_t>((left.bits | right.bits) & 7U)};
    }
    friend constexpr Rights operator&(Rights left, Rights right) noexcept {
        return {static_cast<std::uint8_t>(left.bits & right.bits & 7U)};
    }
    friend constexpr bool operator==(Rights, Rights) noexcept = default;
};

inline constexpr Rights Rights::send{1};
inline constexpr Rights Rights::receive{2};
inline constexpr Rights Rights::close{4};
inline constexpr Rights Rights::all{7};
inline constexpr Rights Rights::none{0};

} // namespace rondo::concurrency
