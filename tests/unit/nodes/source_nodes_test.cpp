// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/noise_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pluck_node.h>
#include <rondo/nodes/voice_node.h>

using namespace rondo;
using test::SingleNode;

TEST_CASE("an oscillator plays its frequency at its level and changes both at the frame") {
    SingleNode node(std::make_unique<nodes::OscillatorNode>(
        nodes::OscillatorOptions{.frequency = 1000, .level = base::Decibels{-6}}));
    node.setAt(20000, nodes::OscillatorNode::frequency, 2000);
    node.setAt(20000, nodes::OscillatorNode::level, -20);
    const auto samples = node.play(48000)[0];
    const auto first = std::span(samples).first(20000);
    const auto second = std::span(samples).subspan(21000);
    CHECK(test::decibels(test::amplitudeAt(first, 1000.0 / 48000)) == doctest::Approx(-6).epsilon(0.001));
    CHECK(test::decibels(test::amplitudeAt(second, 2000.0 / 48000)) == doctest::Approx(-20).epsilon(0.001));
    CHECK(test::decibels(test::amplitudeAt(second, 1000.0 / 48000)) < -100);
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        CHECK(std::abs(samples[frame] - samples[frame - 1]) < 0.15f);
}

TEST_CASE("noise has its level, and its channels and seeds are unrelated") {
    SingleNode node(std::make_unique<nodes::NoiseNode>(
        nodes::NoiseOptions{.seed = 9, .width = 2, .level = base::Decibels{0}}));
    const auto channels = node.play(48000);
    CHECK(test::rms(channels[0]) == doctest::Approx(0.577).epsilon(0.01));
    CHECK(channels[0] != channels[1]);
    SingleNode other(
        std::make_unique<nodes::NoiseNode>(nodes::NoiseOptions{.seed = 10, .level = base::Decibels{0}}));
    const auto unrelated = other.play(48000)[0];
    CHECK(unrelated != channels[0]);
    CHECK(unrelated != channels[1]);
}

TEST_CASE("a voice is silent until its gate opens, plays its note, and is silent again after its release") {
    SingleNode node(std::make_unique<nodes::VoiceNode>(
        nodes::VoiceOptions{.level = 0, .detune = 0, .cutoff = 5000, .release = 0.1f}));
    node.setAt(1000, nodes::VoiceNode::pitch, 57);
    node.setAt(1000, nodes::VoiceNode::gate, 1);
    node.setAt(25000, nodes::VoiceNode::gate, 0);
    const auto samples = node.play(48000)[0];
    CHECK(test::peak(std::span(samples).first(1000)) == 0);
    const auto note = std::span(samples).subspan(8000, 16384);
    CHECK(test::strongestNear(note, 220.0 / 48000) * 48000 == doctest::Approx(220).epsilon(0.0005));
    CHECK(test::peak(note) > 0.1);
    CHECK(test::peak(note) < 1.2);
    CHECK(test::peak(std::span(samples).subspan(40000)) == 0);
}

TEST_CASE("a voice's velocity scales its level, and its filter envelope opens with it") {
    const auto play = [](float velocity) {
        SingleNode node(std::make_unique<nodes::VoiceNode>(
            nodes::VoiceOptions{.level = 0, .cutoff = 300, .filterEnvelope = 4, .sustain = 1}));
        node.setAt(0, nodes::VoiceNode::pitch, 45);
        node.setAt(0, nodes::VoiceNode::velocity, velocity);
        node.setAt(0, nodes::VoiceNode::gate, 1);
        const auto samples = node.play(20000)[0];
        return std::vector<float>(samples.begin() + 4000, samples.end());
    };
    const auto loud = play(1);
    const auto soft = play(0.25f);
    CHECK(test::rms(soft) < 0.3 * test::rms(loud));
    CHECK(test::rms(soft) > 0.05 * test::rms(loud));
    const double partial = 10 * 110.0 / 48000;
    CHECK(test::amplitudeAt(soft, partial) / test::rms(soft) <
          0.5 * test::amplitudeAt(loud, partial) / test::rms(loud));
    CHECK(test::peak(play(0)) == 0);
}

TEST_CASE("a voice opened again while it sounds does not click") {
    SingleNode node(std::make_unique<nodes::VoiceNode>(nodes::VoiceOptions{.waveform = dsp::Waveform::sine,
                                                                           .level = 0,
                                                                           .detune = 0,
                                                                           .cutoff = 20000,
                                                                           .filterEnvelope = 0,
                                                                           .sustain = 1}));
    node.setAt(0, nodes::VoiceNode::pitch, 57);
    for (int turn = 0; turn < 10; ++turn) {
        node.setAt(turn * 1000, nodes::VoiceNode::velocity, turn % 2 == 0 ? 1.0f : 0.3f);
        node.setAt(turn * 1000, nodes::VoiceNode::gate, 1);
    }
    const auto samples = node.play(10000)[0];
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        CHECK(std::abs(samples[frame] - samples[frame - 1]) < 0.04f);
}

TEST_CASE("a glide passes through the pitches between") {
    SingleNode node(std::make_unique<nodes::VoiceNode>(nodes::VoiceOptions{.waveform = dsp::Waveform::sine,
                                                                           .level = 0,
                                                                           .detune = 0,
                                                                           .cutoff = 20000,
                                                                           .sustain = 1,
                                                                           .glide = 0.5f}));
    node.setAt(0, nodes::VoiceNode::pitch, 57);
    node.setAt(0, nodes::VoiceNode::gate, 1);
    node.setAt(10000, nodes::VoiceNode::pitch, 69);
    const auto samples = node.play(48000)[0];
    CHECK(test::strongestNear(std::span(samples).subspan(2000, 8000), 220.0 / 48000) * 48000 ==
          doctest::Approx(220).epsilon(0.001));
    CHECK(test::strongestNear(std::span(samples).subspan(21000, 2000), 311.0 / 48000) * 48000 ==
          doctest::Approx(311).epsilon(0.02));
    CHECK(test::strongestNear(std::span(samples).subspan(38000), 440.0 / 48000) * 48000 ==
          doctest::Approx(440).epsilon(0.001));
}

TEST_CASE("a plucked string is in tune over five octaves, decays in its time and is damped by its gate") {
    for (const float note : {33.0f, 45.0f, 57.5f, 69.0f, 81.0f, 93.0f}) {
        SingleNode node(std::make_unique<nodes::PluckNode>(nodes::PluckOptions{.level = 0, .decay = 2}));
        node.setAt(500, nodes::PluckNode::pitch, note);
        node.setAt(500, nodes::PluckNode::gate, 1);
        const auto samples = node.play(96000)[0];
        const double frequency = 440 * std::exp2((double{note} - 69) / 12);
        CAPTURE(note);
        CHECK(test::peak(std::span(samples).first(500)) == 0);
        CHECK(test::strongestNear(std::span(samples).subspan(6000, 32768), frequency / 48000, 0.02) * 48000 ==
              doctest::Approx(frequency).epsilon(0.002));
        CHECK(test::peak(samples) < 1.1);
        CHECK(test::peak(samples) > 0.05);
        CHECK(std::abs(test::mean(samples)) < 1e-3);
    }
    SingleNode node(std::make_unique<nodes::PluckNode>(nodes::PluckOptions{.level = 0, .decay = 10}));
    node.setAt(0, nodes::PluckNode::pitch, 45);
    node.setAt(0, nodes::PluckNode::gate, 1);
    node.setAt(24000, nodes::PluckNode::gate, 0);
    const auto samples = node.play(48000)[0];
    CHECK(test::rms(std::span(samples).subspan(22000, 2000)) >
          50 * test::rms(std::span(samples).subspan(34000, 2000)));
}

TEST_CASE("the same seed plucks the same samples") {
    const auto play = [](std::uint64_t seed) {
        SingleNode node(std::make_unique<nodes::PluckNode>(nodes::PluckOptions{.seed = seed}));
        node.set(nodes::PluckNode::gate, 1);
        return node.play(1000)[0];
    };
    CHECK(play(1) == play(1));
    CHECK(play(1) != play(2));
}
