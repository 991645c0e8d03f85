// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <functional>
#include <random>
#include <rondo/dsp/noise.h>
#include <rondo/nodes/biquad_bank_node.h>
#include <rondo/nodes/convolver_node.h>
#include <rondo/nodes/delay_node.h>
#include <rondo/nodes/external_node.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/function_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/matrix_mixer_node.h>
#include <rondo/nodes/noise_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/pluck_node.h>
#include <rondo/nodes/polarity_node.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/nodes/reverb_node.h>
#include <rondo/nodes/sampler_node.h>
#include <rondo/nodes/send_node.h>
#include <rondo/nodes/sum_node.h>
#include <rondo/nodes/voice_node.h>

using namespace rondo;

namespace {

struct Subject {
    const char* name;
    std::function<std::unique_ptr<graph::Node>()> make;
};

template <class Node, class... Arguments>
Subject subject(const char* name, Arguments... arguments) {
    return {name, [=] { return std::make_unique<Node>(arguments...); }};
}

std::unique_ptr<graph::Node> sampler() {
    auto sound = std::make_shared<audio::AudioBuffer>(2, 3000);
    dsp::Noise noise(5);
    for (std::uint32_t channel = 0; channel < 2; ++channel)
        for (auto& sample : sound->block().channel(channel))
            sample = noise.next();
    return std::make_unique<nodes::SamplerNode>(
        nodes::SamplerOptions{.sound = sound, .rate = 44100, .loop = nodes::SampleLoop{500, 900, 200}});
}

std::unique_ptr<graph::Node> convolver() {
    auto made = nodes::makeConvolver();
    audio::AudioBuffer impulse(1, 6000);
    dsp::Noise noise(6);
    for (auto& sample : impulse.block().channel(0))
        sample = noise.next() / 50;
    CHECK(made.loader.load(impulse.block()));
    return std::move(made.node);
}

/// Foreign processing that keeps a state which shows every sample and every parameter it has seen.
struct Foreign {
    float share = 0.5f;
    float state = 0;
    static void process(void* user, const float* const* inputs, float* const* outputs, std::uint32_t count,
                        std::int64_t) {
        auto& self = *static_cast<Foreign*>(user);
        for (std::uint32_t frame = 0; frame < count; ++frame)
            outputs[0][frame] = self.state = inputs[0][frame] + self.share * self.state;
    }
    static void setParameter(void* user, std::uint32_t, float value) {
        static_cast<Foreign*>(user)->share = value;
    }
    static void destroy(void* user) { delete static_cast<Foreign*>(user); }
};

const std::vector<Subject> subjects{
    subject<nodes::GainNode>("gain"),
    subject<nodes::PanNode>("pan"),
    subject<nodes::PanNode>("balance", nodes::PanOptions{.inputWidth = 2}),
    subject<nodes::PolarityNode>("polarity", nodes::PolarityOptions{.width = 3, .inverted = 5}),
    subject<nodes::SumNode>("sum", 3u, 2u),
    subject<nodes::OscillatorNode>("sine"),
    subject<nodes::OscillatorNode>("triangle", nodes::OscillatorOptions{.waveform = dsp::Waveform::triangle}),
    subject<nodes::NoiseNode>("noise", nodes::NoiseOptions{.width = 3}),
    subject<nodes::VoiceNode>("voice"),
    subject<nodes::PluckNode>("pluck"),
    subject<nodes::FilterNode>("filter"),
    subject<nodes::FilterNode>("band-pass",
                               nodes::FilterOptions{nodes::FilterResponse::bandPass, 1, 500, 0.5f}),
    subject<nodes::DelayNode>("delay", nodes::DelayOptions{.time = 0.01f, .maximumTime = 0.05f}),
    subject<nodes::ReverbNode>("reverb"),
    subject<nodes::BiquadBankNode>(
        "biquad bank",
        nodes::BiquadBankOptions{.sections = {{dsp::BiquadShape::lowShelf, 100, 3, 0.7f}, {}, {}, {}, {}},
                                 .width = 3}),
    subject<nodes::MatrixMixerNode>("matrix", nodes::MatrixMixerOptions{.inputs = 3, .outputs = 2}),
    subject<nodes::SendNode>("send"),
    {"recorder tap", [] { return std::move(nodes::makeRecorderTap().node); }},
    {"sampler", sampler},
    {"convolver", convolver},
    {"external",
     [] {
         return std::make_unique<nodes::ExternalNode>(
             nodes::ExternalCallbacks{Foreign::process, Foreign::setParameter, nullptr, Foreign::destroy,
                                      new Foreign},
             nodes::ExternalOptions{.inputWidth = 1, .outputWidth = 1, .parameters = {{"share", "", -0.9f, 0.9f, 0}}});
     }},
    {"function",
     [] {
         return nodes::makeFunctionNode(
             {.inputs = {{"input", 1}}, .outputs = {{"output", 1}}, .parameters = {}},
             [before = 0.0f](const graph::ProcessContext& context) mutable noexcept {
                 for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
                     context.output().channel(0)[frame] = before = context.input().channel(0)[frame] - before / 2;
             });
     }},
};

constexpr std::uint32_t total = 9000;

std::vector<std::vector<float>> render(const Subject& subject,
                                       const std::function<std::uint32_t()>& nextBlock) {
    test::SingleNode node(subject.make());
    const auto description = subject.make()->describe();
    std::mt19937 numbers(11);
    for (std::uint32_t parameter = 0; parameter < description.parameters.size(); ++parameter)
        for (int turn = 0; turn < 12; ++turn) {
            const auto& range = description.parameters[parameter];
            const float share = static_cast<float>(numbers() % 1001) / 1000;
            // Gates open and close; everything else goes anywhere in its range.
            const float value = parameter == 0 && range.maximum == 1 && range.minimum == 0
                                    ? static_cast<float>(turn % 2 == 0)
                                    : range.minimum + share * (range.maximum - range.minimum);
            node.setAt(static_cast<std::int64_t>(numbers() % 1000) + turn * 700, parameter,
                       std::clamp(value, range.minimum, range.maximum));
        }
    dsp::Noise noise(3);
    std::vector<std::vector<float>> input(node.inputs(), std::vector<float>(total));
    for (auto& channel : input)
        for (auto& sample : channel)
            sample = noise.next();
    std::vector<const float*> pointers;
    for (const auto& channel : input)
        pointers.push_back(channel.data());
    std::vector<std::vector<float>> output;
    for (std::uint32_t done = 0; done < total;) {
        const auto count = std::min(nextBlock(), total - done);
        const auto made = node.player->block(
            count,
            audio::ConstAudioBlock(pointers.data(), static_cast<std::uint32_t>(pointers.size()), count, done));
        output.resize(made.size());
        for (std::size_t channel = 0; channel < made.size(); ++channel)
            output[channel].insert(output[channel].end(), made[channel].begin(), made[channel].end());
        done += count;
    }
    return output;
}

} // namespace

TEST_CASE("every node makes the same samples for every block size while all its parameters move") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    for (const auto& subject : subjects) {
        CAPTURE(subject.name);
        const auto expected = render(subject, [] { return 64u; });
        CHECK(test::peak(expected[0]) > 0);
        for (const auto& channel : expected)
            CHECK(std::ranges::all_of(channel, [](float sample) { return std::isfinite(sample); }));
        for (const std::uint32_t block : {1u, 7u, 32u, 500u, 4096u, 9000u})
            CHECK(render(subject, [=] { return block; }) == expected);
        std::mt19937 numbers(seed);
        CHECK(render(subject, [&] { return static_cast<std::uint32_t>(1 + numbers() % 200); }) == expected);
    }
}

TEST_CASE(
    "every node's description is complete: names, units where there is one, and a start inside the range") {
    for (const auto& subject : subjects) {
        CAPTURE(subject.name);
        const auto description = subject.make()->describe();
        CHECK(description.outputs.size() == 1);
        for (const auto& parameter : description.parameters) {
            CHECK_FALSE(parameter.name.empty());
            CHECK(parameter.minimum < parameter.maximum);
            CHECK(parameter.initial >= parameter.minimum);
            CHECK(parameter.initial <= parameter.maximum);
        }
    }
}
