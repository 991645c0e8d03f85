// SPDX-License-Identifier: MIT
#include <rondo/audio/channel_voice.h>

#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <initializer_list>
#include <vector>

using namespace rondo::audio;

namespace {
std::optional<UmpMessage> packet(std::initializer_list<int> bytes, std::uint32_t group = 0) {
    std::vector<std::uint8_t> raw;
    for (const int byte : bytes)
        raw.push_back(static_cast<std::uint8_t>(byte));
    return fromMidi1Bytes(raw, group);
}
} // namespace

TEST_CASE("MIDI 1.0 messages lie in their packets as the specification draws them") {
    CHECK(midi1::noteOn(3, 5, 60, 100).words == std::array<std::uint32_t, 2>{0x2395'3c64, 0});
    CHECK(midi1::noteOff(0, 15, 127, 0).words[0] == 0x208f'7f00);
    CHECK(midi1::polyPressure(0, 1, 2, 3).words[0] == 0x20a1'0203);
    CHECK(midi1::controller(0, 0, 64, 127).words[0] == 0x20b0'407f);
    CHECK(midi1::program(0, 0, 9).words[0] == 0x20c0'0900);
    CHECK(midi1::channelPressure(0, 0, 9).words[0] == 0x20d0'0900);
    CHECK(midi1::pitchBend(0, 0, 8192).words[0] == 0x20e0'0040);
    CHECK(midi1::pitchBend(0, 0, 16383).words[0] == 0x20e0'7f7f);
    // Arguments beyond their bits reach no other field.
    CHECK(midi1::noteOn(16, 16, 128, 128).words[0] == 0x2090'0000);
}

TEST_CASE("MIDI 2.0 messages lie in their packets as the specification draws them") {
    CHECK(midi2::noteOn(1, 2, 60, 0xabcd).words == std::array<std::uint32_t, 2>{0x4192'3c00, 0xabcd'0000});
    CHECK(midi2::controller(0, 0, 74, 0x12345678).words ==
          std::array<std::uint32_t, 2>{0x40b0'4a00, 0x12345678});
    CHECK(midi2::registeredController(0, 0, 1, 6, 7).words == std::array<std::uint32_t, 2>{0x4020'0106, 7});
    CHECK(midi2::program(0, 0, 9).words == std::array<std::uint32_t, 2>{0x40c0'0000, 0x0900'0000});
    CHECK(midi2::perNotePitchBend(0, 0, 60, 1).words == std::array<std::uint32_t, 2>{0x4060'3c00, 1});
    CHECK(midi2::pitchBend(0, 3, 0x80000000).words == std::array<std::uint32_t, 2>{0x40e3'0000, 0x80000000});
    CHECK(midi2::noteOff(0, 0, 1).wordCount() == 2);
    CHECK(midi1::noteOff(0, 0, 1).wordCount() == 1);
    CHECK(UmpMessage{{0xf000'0000, 0}}.wordCount() == 4);
}

TEST_CASE("both protocols parse to the same voice message") {
    const auto one = parseChannelVoice(midi1::noteOn(2, 3, 61, 127));
    const auto two = parseChannelVoice(midi2::noteOn(2, 3, 61, 0xffff));
    REQUIRE(one);
    REQUIRE(two);
    for (const auto& voice : {*one, *two}) {
        CHECK(voice.status == VoiceStatus::noteOn);
        CHECK(int{voice.group} == 2);
        CHECK(int{voice.channel} == 3);
        CHECK(int{voice.number} == 61);
        CHECK(voice.share() == 1.0f);
    }
    CHECK(parseChannelVoice(midi1::pitchBend(0, 0, 8192))->share() == 0.0f);
    CHECK(parseChannelVoice(midi1::pitchBend(0, 0, 16383))->share() == 1.0f);
    CHECK(parseChannelVoice(midi1::pitchBend(0, 0, 0))->share() == -1.0f);
    CHECK((parseChannelVoice(midi1::program(0, 0, 77))->value >> 24) == 77);
    CHECK((parseChannelVoice(midi2::program(0, 0, 77))->value >> 24) == 77);
    CHECK(parseChannelVoice(midi1::channelPressure(0, 0, 127))->share() == 1.0f);
    CHECK(parseChannelVoice(midi1::controller(0, 0, 1, 64))->value == 0x80000000);
}

TEST_CASE("a note on of velocity 0 is a note off in MIDI 1.0 and a quiet note in MIDI 2.0") {
    CHECK(parseChannelVoice(midi1::noteOn(0, 0, 60, 0))->status == VoiceStatus::noteOff);
    CHECK(parseChannelVoice(midi2::noteOn(0, 0, 60, 0))->status == VoiceStatus::noteOn);
}

TEST_CASE("what is no channel voice message parses to nothing") {
    for (const std::uint32_t type : {0u, 1u, 3u, 5u, 13u, 15u})
        CHECK_FALSE(parseChannelVoice({{type << 28 | 0x90'0000, 0}}));
    CHECK_FALSE(parseChannelVoice({{0x2030'0000, 0}}));
    CHECK_FALSE(parseChannelVoice({{0x20f0'0000, 0}}));
    CHECK_FALSE(parseChannelVoice({{0x4070'0000, 0}}));
}

TEST_CASE("scaling up keeps least, middle and greatest, and the order") {
    for (std::uint32_t from = 2; from <= 16; ++from)
        for (const std::uint32_t to : {16u, 24u, 32u}) {
            const std::uint32_t most = (1u << from) - 1;
            CHECK(scaleUp(0, from, to) == 0);
            CHECK(scaleUp(1u << (from - 1), from, to) == 1u << (to - 1));
            CHECK(scaleUp(most, from, to) == (to == 32 ? ~0u : (1u << to) - 1));
            for (std::uint32_t value = 1; value <= most; value += 1 + most / 300)
                CHECK(scaleUp(value - 1, from, to) < scaleUp(value, from, to));
        }
}

TEST_CASE("one complete MIDI 1.0 message becomes a packet, and nothing else does") {
    CHECK(packet({0x95, 60, 100}, 3) == midi1::noteOn(3, 5, 60, 100));
    CHECK(packet({0xc0, 9}) == midi1::program(0, 0, 9));
    CHECK(packet({0xe0, 0, 64}) == midi1::pitchBend(0, 0, 8192));
    CHECK(packet({0xf8})->words[0] == 0x10f8'0000);
    CHECK(packet({0xf2, 1, 2}, 1)->words[0] == 0x11f2'0102);
    CHECK_FALSE(packet({}));
    CHECK_FALSE(packet({60, 100}));
    CHECK_FALSE(packet({0x90, 60}));
    CHECK_FALSE(packet({0x90, 60, 100, 0}));
    CHECK_FALSE(packet({0xc0, 1, 2}));
    CHECK_FALSE(packet({0x90, 60, 128}));
    CHECK_FALSE(packet({0xf0, 1, 0xf7}));
    CHECK_FALSE(packet({0xf4}));
}
