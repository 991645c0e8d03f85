// SPDX-License-Identifier: MIT
#include <rondo/audio/channel_voice.h>

#include <algorithm>

namespace rondo::audio {

namespace {

constexpr std::uint32_t systemType = 1;
constexpr std::uint32_t midi1Type = 2;
constexpr std::uint32_t midi2Type = 4;

constexpr std::uint32_t head(std::uint32_t type, std::uint32_t group, VoiceStatus status, std::uint32_t channel,
                             std::uint32_t third, std::uint32_t fourth) noexcept {
    return type << 28 | (group & 15) << 24 | static_cast<std::uint32_t>(status) << 20 | (channel & 15) << 16 |
           (third & 127) << 8 | (fourth & 255);
}
constexpr UmpMessage oneWord(std::uint32_t group, VoiceStatus status, std::uint32_t channel,
                             std::uint32_t third, std::uint32_t fourth) noexcept {
    return {{head(midi1Type, group, status, channel, third, fourth & 127), 0}};
}
constexpr UmpMessage twoWords(std::uint32_t group, VoiceStatus status, std::uint32_t channel,
                              std::uint32_t third, std::uint32_t fourth, std::uint32_t value) noexcept {
    return {{head(midi2Type, group, status, channel, third, fourth), value}};
}

bool isNote(VoiceStatus status) noexcept {
    return status == VoiceStatus::noteOn || status == VoiceStatus::noteOff;
}

ChannelVoice parseOneWord(ChannelVoice voice, std::uint32_t word) noexcept {
    const std::uint32_t last = word & 127;
    switch (voice.status) {
    case VoiceStatus::pitchBend:
        voice.value = scaleUp(voice.number | last << 7, 14, 32);
        voice.number = 0;
        return voice;
    case VoiceStatus::channelPressure:
        voice.value = scaleUp(voice.number, 7, 32);
        voice.number = 0;
        return voice;
    case VoiceStatus::program:
        voice.value = std::uint32_t{voice.number} << 24;
        voice.number = 0;
        return voice;
    case VoiceStatus::noteOn:
        if (last == 0)
            return voice.status = VoiceStatus::noteOff, voice.value = scaleUp(64, 7, 32), voice;
        [[fallthrough]];
    default:
        voice.value = scaleUp(last, 7, 32);
        return voice;
    }
}

ChannelVoice parseTwoWords(ChannelVoice voice, const UmpMessage& message) noexcept {
    voice.index = static_cast<std::uint8_t>(message.words[0] & 255);
    // A velocity has 16 bits, and the other 16 are the note's attribute.
    voice.value = isNote(voice.status) ? scaleUp(message.words[1] >> 16, 16, 32) : message.words[1];
    return voice;
}

/// The bytes of a system message, its status included; 0 for one that no packet of one word holds.
std::size_t systemLength(std::uint8_t status) noexcept {
    switch (status) {
    case 0xf1:
    case 0xf3:
        return 2;
    case 0xf2:
        return 3;
    case 0xf0:
    case 0xf4:
    case 0xf5:
    case 0xf7:
    case 0xf9:
    case 0xfd:
        return 0;
    default:
        return 1;
    }
}

} // namespace

float ChannelVoice::share() const noexcept {
    constexpr double most = 0xffffffff;
    constexpr double middle = 0x80000000;
    if (status != VoiceStatus::pitchBend && status != VoiceStatus::perNotePitchBend)
        return static_cast<float>(value / most);
    const double from = value - middle;
    return static_cast<float>(from < 0 ? from / middle : from / (most - middle));
}

std::optional<ChannelVoice> parseChannelVoice(const UmpMessage& message) noexcept {
    const auto word = message.words[0];
    ChannelVoice voice;
    voice.status = static_cast<VoiceStatus>(word >> 20 & 15);
    voice.group = static_cast<std::uint8_t>(word >> 24 & 15);
    voice.channel = static_cast<std::uint8_t>(word >> 16 & 15);
    voice.number = static_cast<std::uint8_t>(word >> 8 & 127);
    const auto status = word >> 20 & 15;
    if (message.type() == midi1Type && status >= 0x8 && status <= 0xe)
        return parseOneWord(voice, word);
    if (message.type() == midi2Type && status != 0x7)
        return parseTwoWords(voice, message);
    return std::nullopt;
}

namespace midi1 {
UmpMessage noteOn(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                  std::uint32_t velocity) noexcept {
    return oneWord(group, VoiceStatus::noteOn, channel, note, velocity);
}
UmpMessage noteOff(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                   std::uint32_t velocity) noexcept {
    return oneWord(group, VoiceStatus::noteOff, channel, note, velocity);
}
UmpMessage polyPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                        std::uint32_t pressure) noexcept {
    return oneWord(group, VoiceStatus::polyPressure, channel, note, pressure);
}
UmpMessage controller(std::uint32_t group, std::uint32_t channel, std::uint32_t number,
                      std::uint32_t value) noexcept {
    return oneWord(group, VoiceStatus::controller, channel, number, value);
}
UmpMessage program(std::uint32_t group, std::uint32_t channel, std::uint32_t number) noexcept {
    return oneWord(group, VoiceStatus::program, channel, number, 0);
}
UmpMessage channelPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t pressure) noexcept {
    return oneWord(group, VoiceStatus::channelPressure, channel, pressure, 0);
}
UmpMessage pitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t position) noexcept {
    return oneWord(group, VoiceStatus::pitchBend, channel, position, position >> 7);
}
} // namespace midi1

namespace midi2 {
UmpMessage noteOn(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                  std::uint32_t velocity) noexcept {
    return twoWords(group, VoiceStatus::noteOn, channel, note, 0, velocity << 16);
}
UmpMessage noteOff(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                   std::uint32_t velocity) noexcept {
    return twoWords(group, VoiceStatus::noteOff, channel, note, 0, velocity << 16);
}
UmpMessage polyPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                        std::uint32_t pressure) noexcept {
    return twoWords(group, VoiceStatus::polyPressure, channel, note, 0, pressure);
}
UmpMessage controller(std::uint32_t group, std::uint32_t channel, std::uint32_t number,
                      std::uint32_t value) noexcept {
    return twoWords(group, VoiceStatus::controller, channel, number, 0, value);
}
UmpMessage registeredController(std::uint32_t group, std::uint32_t channel, std::uint32_t bank,
                                std::uint32_t index, std::uint32_t value) noexcept {
    return twoWords(group, VoiceStatus::registeredController, channel, bank, index & 127, value);
}
UmpMessage assignableController(std::uint32_t group, std::uint32_t channel, std::uint32_t bank,
                                std::uint32_t index, std::uint32_t value) noexcept {
    return twoWords(group, VoiceStatus::assignableController, channel, bank, index & 127, value);
}
UmpMessage program(std::uint32_t group, std::uint32_t channel, std::uint32_t number) noexcept {
    return twoWords(group, VoiceStatus::program, channel, 0, 0, (number & 127) << 24);
}
UmpMessage channelPressure(std::uint32_t group, std::uint32_t channel, std::uint32_t pressure) noexcept {
    return twoWords(group, VoiceStatus::channelPressure, channel, 0, 0, pressure);
}
UmpMessage pitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t position) noexcept {
    return twoWords(group, VoiceStatus::pitchBend, channel, 0, 0, position);
}
UmpMessage perNotePitchBend(std::uint32_t group, std::uint32_t channel, std::uint32_t note,
                            std::uint32_t position) noexcept {
    return twoWords(group, VoiceStatus::perNotePitchBend, channel, note, 0, position);
}
} // namespace midi2

std::uint32_t scaleUp(std::uint32_t value, std::uint32_t from, std::uint32_t to) noexcept {
    const std::uint32_t extra = to - from;
    std::uint32_t scaled = value << extra;
    if (value <= std::uint32_t{1} << (from - 1))
        return scaled;
    // All bits but the highest one, again and again down to the lowest place.
    const std::uint32_t width = from - 1;
    const std::uint32_t pattern = value & ((std::uint32_t{1} << width) - 1);
    for (std::uint32_t left = extra; left > 0; left -= std::min(left, width))
        scaled |= left >= width ? pattern << (left - width) : pattern >> (width - left);
    return scaled;
}

std::optional<UmpMessage> fromMidi1Bytes(std::span<const std::uint8_t> bytes, std::uint32_t group) noexcept {
    if (bytes.empty() || bytes[0] < 0x80)
        return std::nullopt;
    const std::uint8_t status = bytes[0];
    const bool system = status >= 0xf0;
    const bool single = (status & 0xf0) == 0xc0 || (status & 0xf0) == 0xd0;
    const std::size_t length = system ? systemLength(status) : (single ? 2 : 3);
    const auto isStatus = [](std::uint8_t byte) { return byte > 127; };
    if (bytes.size() != length || std::ranges::any_of(bytes.subspan(1), isStatus))
        return std::nullopt;
    const auto byte = [&](std::size_t index) { return index < length ? std::uint32_t{bytes[index]} : 0u; };
    const std::uint32_t type = system ? systemType : midi1Type;
    return UmpMessage{{type << 28 | (group & 15) << 24 | byte(0) << 16 | byte(1) << 8 | byte(2), 0}};
}

} // namespace rondo::audio
