// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

namespace rondo::audio {

/// A Universal MIDI Packet of one or two words (M2-104-UM, UMP Format and MIDI 2.0 Protocol): all that plays
/// notes, in MIDI 1.0 and in MIDI 2.0. A message of one word leaves the second one 0. All calls: wait-free,
/// [any].
struct UmpMessage {
    std::array<std::uint32_t, 2> words{};

    /// Returns: the message type, 0 to 15, which also says how many words it takes (M2-104-UM, 2.1.4).
    constexpr std::uint32_t type() const noexcept { return words[0] >> 28; }
    /// Returns: how many words its type takes, 1 to 4; more than 2 do not fit in here.
    constexpr std::uint32_t wordCount() const noexcept {
        constexpr std::array<std::uint8_t, 16> counts{1, 1, 1, 2, 2, 4, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4};
        return counts[type()];
    }
    friend constexpr bool operator==(const UmpMessage&, const UmpMessage&) noexcept = default;
};

} // namespace rondo::audio
