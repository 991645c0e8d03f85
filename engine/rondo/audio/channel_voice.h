// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/audio/ump_message.h>
#include <span>

namespace rondo::audio {

/// What a channel voice message does; the values are the statuses of MIDI 1.0 and of MIDI 2.0 (M2-104-UM, 7.3
/// and 7.4). The first six exist in MIDI 2.0 alone.
enum class VoiceStatus : std::uint8_t {
    perNoteRegisteredController = 0x0,
    perNoteAssignableController = 0x1,
    registeredController = 0x2,
    assignableController = 0x3,
    relativeRegisteredController = 0x4,
    relativeAssignableController = 0x5,
    perNotePitchBend = 0x6,
    noteOff = 0x8,
    noteOn = 0x9,
    polyPressure = 0xa,
    controller = 0xb,
    program = 0xc,
    channelPressure = 0xd,
    pitchBend = 0xe,
    perNoteManagement = 0xf,
};

/// A channel voice message, taken apart. Values of MIDI 1.0 come scaled up to the 32 bits of MIDI 2.0, so that
/// whoever plays it need not ask which of the two it was.
struct ChannelVoice {
    VoiceStatus status = VoiceStatus::noteOff;
    std::uint8_t group = 0;   ///< 0 to 15
    std::uint8_t channel = 0; ///< 0 to 15
    std::uint8_t number = 0;  ///< note, controller, bank of a registered or assignable one; 0 to 127
    std::uint8_t index = 0;   ///< number inside the bank, attribute type of a note, or option flags
    std::uint32_t value = 0;  ///< velocity (the upper 16 bits are those of MIDI 2.0), pressure, position; the
                              ///< number of a program in the upper 8
    /// Returns: the value from 0 to 1, of a pitch bend from -1 to 1.
    float share() const noexcept;
};

/// Returns: what a channel voice message of MIDI 1.0 (type 2) or MIDI 2.0 (type 4) says; nothing for any other
/// message. A MIDI 1.0 note on of velocity 0 is a note off (MIDI 1.0 Detailed Specification, 4.2). Progress:
/// wait-free. [any]
std::optional<ChannelVoice> parseChannelVoice(const UmpMessage& message) noexcept;

/// Messages of MIDI 1.0, one word each (M2-104-UM, 7.3). Of each argument as many bits count as it has there:
/// 4 of group and channel, 7 of numbers and values, 14 of a bend, whose middle is 8192. All: wait-free, [any].
namespace midi1 {
UmpMessage noteOn(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                  std::uint32_t velocity) noexcept;
UmpMessage noteOff(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                   std::uint32_t velocity = 64) noexcept;
UmpMessage polyPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                        std::uint32_t pressure) noexcept;
UmpMessage controller(std::uint32_t group, std::uint32_t channel, std::uint32_t number,
                      std::uint32_t value) noexcept;
UmpMessage program(std::uint32_t group, std::uint32_t channel, std::uint32_t number) noexcept;
UmpMessage channelPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t pressure) noexcept;
UmpMessage pitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t position) noexcept;
} // namespace midi1

/// Messages of MIDI 2.0, two words each (M2-104-UM, 7.4). 16 bits of a velocity count and 32 of everything
/// else; the middle of a bend is 0x80000000. All: wait-free, [any].
namespace midi2 {
UmpMessage noteOn(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                  std::uint32_t velocity) noexcept;
UmpMessage noteOff(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                   std::uint32_t velocity = 0x8000) noexcept;
UmpMessage polyPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                        std::uint32_t pressure) noexcept;
UmpMessage controller(std::uint32_t group, std::uint32_t channel, std::uint32_t number,
                      std::uint32_t value) noexcept;
UmpMessage registeredController(std::uint32_t group, std::uint32_t channel, std::uint32_t bank,
                                std::uint32_t index, std::uint32_t value) noexcept;
UmpMessage assignableController(std::uint32_t group, std::uint32_t channel, std::uint32_t bank,
                                std::uint32_t index, std::uint32_t value) noexcept;
UmpMessage program(std::uint32_t group, std::uint32_t channel, std::uint32_t number) noexcept;
UmpMessage channelPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t pressure) noexcept;
UmpMessage pitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t position) noexcept;
UmpMessage perNotePitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                            std::uint32_t position) noexcept;
} // namespace midi2

/// Returns: `value` of `from` bits in `to` bits, so that the least, the middle and the greatest value become
/// such again: what is above the middle repeats its own bits to fill the lower ones (min-center-max scaling,
/// M2-115-U, MIDI 2.0 Bit Scaling and Resolution). Requires: 1 < `from` <= `to` <= 32. Progress: wait-free.
/// [any]
std::uint32_t scaleUp(std::uint32_t value, std::uint32_t from, std::uint32_t to) noexcept;

/// Returns: one complete MIDI 1.0 message as a packet: a channel voice message (type 2) or a system message
/// that is no system exclusive one (type 1). Nothing when `bytes` is not exactly one such message: without its
/// status byte, too short or long, with a data byte above 127. Progress: wait-free. [any]
std::optional<UmpMessage> fromMidi1Bytes(std::span<const std::uint8_t> bytes, std::uint32_t group = 0) noexcept;

} // namespace rondo::audio
