// SPDX-License-Identifier: GPL-3.0-only
#include "demo_score.h"
#include "programme.h"
#include <array>
#include <cmath>
#include <rondo/nodes/delay_node.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/noise_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/pluck_node.h>
#include <rondo/nodes/reverb_node.h>
#include <rondo/nodes/voice_node.h>

namespace rondo::host {
namespace {

using graph::NodeId;

constexpr double secondsAhead = 1.0;

nodes::VoiceOptions padVoice() {
    nodes::VoiceOptions voice;
    voice.level = -17;
    voice.detune = 14;
    voice.cutoff = 350;
    voice.resonance = 0.1F;
    voice.filterEnvelope = 1.2F;
    voice.attack = 0.7F;
    voice.decay = 1.5F;
    voice.sustain = 0.8F;
    voice.release = 1.4F;
    return voice;
}

nodes::VoiceOptions bassVoice() {
    nodes::VoiceOptions voice;
    voice.level = -6.5F;
    voice.detune = 4;
    voice.cutoff = 260;
    voice.resonance = 0.25F;
    voice.filterEnvelope = 2.2F;
    voice.decay = 0.25F;
    voice.sustain = 0.55F;
    voice.release = 0.12F;
    return voice;
}

nodes::VoiceOptions leadVoice(dsp::Waveform waveform, float level) {
    nodes::VoiceOptions voice;
    voice.waveform = waveform;
    voice.level = level;
    voice.detune = 9;
    voice.cutoff = 1400;
    voice.resonance = 0.2F;
    voice.filterEnvelope = 2;
    voice.attack = 0.02F;
    voice.decay = 0.5F;
    voice.sustain = 0.65F;
    voice.release = 0.35F;
    voice.glide = 0.035F;
    return voice;
}

nodes::VoiceOptions drumVoice(dsp::Waveform waveform, float level, float decay) {
    nodes::VoiceOptions voice;
    voice.waveform = waveform;
    voice.level = level;
    voice.detune = 0;
    voice.cutoff = 4000;
    voice.resonance = 0;
    voice.filterEnvelope = 0;
    voice.attack = 0.001F;
    voice.decay = decay;
    voice.sustain = 0;
    voice.release = 0.06F;
    return voice;
}

/// The instruments and the mixing desk, as steps of one edit.
class Studio {
public:
    Studio(runtime::Engine& engine, NodeId output) : edit_(engine.graph().edit()), output_(output) {}
    base::Result<void> build();
    const std::array<NodeId, static_cast<std::size_t>(DemoPart::count)>& parts() const noexcept {
        return parts_;
    }

private:
    template <class Node, class... Options>
    NodeId add(const char* name, Options... options) {
        return edit_.add(std::make_unique<Node>(options...), name);
    }
    NodeId gain(const char* name, double level, double smoothing = 0.03, std::uint32_t width = 2) {
        return add<nodes::GainNode>(name, nodes::GainOptions{width, {level}, {smoothing}});
    }
    NodeId& part(DemoPart which, int index = 0) {
        return parts_[static_cast<std::size_t>(which) + static_cast<std::size_t>(index)];
    }
    void send(NodeId source, NodeId destination, const char* name, double level) {
        const auto node = gain(name, level);
        edit_.connect(source, 0, node, 0);
        edit_.connect(node, 0, destination, 0);
    }
    /// Puts a mono source between left and right and on a bus.
    void place(NodeId source, NodeId bus, float pan) {
        const auto node = add<nodes::PanNode>("pan", nodes::PanOptions{1, pan, {0.01}});
        edit_.connect(source, 0, node, 0);
        edit_.connect(node, 0, bus, 0);
    }
    void buildDesk();
    void buildPads();
    void buildMelodies();
    void buildDrums();
    NodeId noise(const char* name, std::uint64_t seed, const nodes::FilterOptions& filter, DemoPart opener);

    graph::GraphEdit edit_;
    NodeId output_;
    std::array<NodeId, static_cast<std::size_t>(DemoPart::count)> parts_{};
    NodeId mix_, echo_, room_;
};

void Studio::buildDesk() {
    mix_ = part(DemoPart::everything) = gain("demo", 0, 0.05);
    edit_.connect(mix_, 0, output_, 0);
    nodes::DelayOptions echo;
    echo.time = static_cast<float>(0.75 * demoSecondsPerBeat);
    echo.feedback = 0.38F;
    echo.damping = 4500;
    echo.mix = 1;
    echo_ = add<nodes::DelayNode>("echo", echo);
    nodes::ReverbOptions room;
    room.decay = 2.6F;
    room.damping = 4800;
    room.preDelay = 0.024F;
    room.mix = 1;
    room_ = add<nodes::ReverbNode>("room", room);
    send(echo_, mix_, "echo return", -6);
    send(room_, mix_, "room return", -7);
    send(echo_, room_, "echo to room", -12);
}

void Studio::buildPads() {
    constexpr std::array<float, 8> places{-0.7F, 0.7F, -0.3F, 0.3F, 0.6F, -0.6F, 0.2F, -0.2F};
    const auto bus = part(DemoPart::padBus) = gain("pads", 0, 0.05);
    for (int voice = 0; voice < 8; ++voice) {
        part(DemoPart::pad, voice) = add<nodes::VoiceNode>("pad", padVoice());
        place(part(DemoPart::pad, voice), bus, places[static_cast<std::size_t>(voice)]);
    }
    edit_.connect(bus, 0, mix_, 0);
    send(bus, room_, "pads to room", -6);
}

void Studio::buildMelodies() {
    constexpr std::array<float, 4> places{-0.1F, 0.6F, 0.15F, -0.6F};
    const auto strings = gain("strings", 0);
    for (int string = 0; string < 4; ++string) {
        nodes::PluckOptions options;
        options.seed = static_cast<std::uint64_t>(string + 11);
        options.level = -3;
        options.decay = 2.2F;
        options.brightness = 0.55F;
        part(DemoPart::pluck, string) = add<nodes::PluckNode>("string", options);
        place(part(DemoPart::pluck, string), strings, places[static_cast<std::size_t>(string)]);
    }
    const auto leads = gain("leads", 0);
    part(DemoPart::lead) = add<nodes::VoiceNode>("lead", leadVoice(dsp::Waveform::saw, -9));
    part(DemoPart::second) = add<nodes::VoiceNode>("second", leadVoice(dsp::Waveform::triangle, -10));
    part(DemoPart::bass) = add<nodes::VoiceNode>("bass", bassVoice());
    place(part(DemoPart::lead), leads, 0.08F);
    place(part(DemoPart::second), leads, -0.25F);
    place(part(DemoPart::bass), mix_, 0);
    edit_.connect(strings, 0, mix_, 0);
    edit_.connect(leads, 0, mix_, 0);
    send(strings, echo_, "strings to echo", -6);
    send(strings, room_, "strings to room", -10);
    send(leads, echo_, "leads to echo", -8);
    send(leads, room_, "leads to room", -9);
}

NodeId Studio::noise(const char* name, std::uint64_t seed, const nodes::FilterOptions& filter,
                     DemoPart opener) {
    const auto source = add<nodes::NoiseNode>(name, nodes::NoiseOptions{seed, filter.width, {0}});
    const auto shaped = add<nodes::FilterNode>(name, filter);
    part(opener) = gain(name, base::Decibels::silence, 0.003, filter.width);
    edit_.connect(source, 0, shaped, 0);
    edit_.connect(shaped, 0, part(opener), 0);
    return shaped;
}

void Studio::buildDrums() {
    using enum nodes::FilterResponse;
    const auto drums = gain("drums", 0);
    edit_.connect(drums, 0, mix_, 0);
    send(drums, room_, "drums to room", -17);
    part(DemoPart::kick) = add<nodes::VoiceNode>("kick", drumVoice(dsp::Waveform::sine, 0, 0.6F));
    place(part(DemoPart::kick), mix_, 0);
    part(DemoPart::snareBody) = add<nodes::VoiceNode>("snare", drumVoice(dsp::Waveform::triangle, -6, 0.25F));
    place(part(DemoPart::snareBody), drums, 0.05F);
    const auto level = [this](DemoPart source, NodeId bus, double gainLevel, float pan) {
        const auto trim = gain("trim", gainLevel, 0.01, 1);
        edit_.connect(part(source), 0, trim, 0);
        place(trim, bus, pan);
    };
    noise("snare noise", 21, {bandPass, 1, 2200, 0.05F}, DemoPart::snareNoise);
    level(DemoPart::snareNoise, drums, -2, 0.05F);
    noise("hat", 22, {highPass, 1, 8000, 0.05F}, DemoPart::hat);
    level(DemoPart::hat, drums, -12, 0.35F);
    noise("cymbal", 23, {highPass, 1, 5500, 0.05F}, DemoPart::cymbal);
    level(DemoPart::cymbal, drums, -14, -0.3F);
    part(DemoPart::riserFilter) = noise("riser", 24, {bandPass, 2, 300, 0.35F}, DemoPart::riser);
    edit_.connect(part(DemoPart::riser), 0, mix_, 0);
    send(part(DemoPart::riser), room_, "riser to room", -8);
}

base::Result<void> Studio::build() {
    buildDesk();
    buildPads();
    buildMelodies();
    buildDrums();
    if (auto committed = edit_.commit(); !committed)
        return tl::unexpected(committed.error());
    return {};
}

class DemoProgramme final : public Programme {
public:
    explicit DemoProgramme(bool loop) : loop_(loop) {}

    base::Result<void> build(runtime::Engine& engine, NodeId output) override {
        engine_ = &engine;
        rate_ = engine.device().format().rate;
        events_ = demoScore(rate_);
        length_ = std::llround(demoBeats * demoSecondsPerBeat * rate_);
        Studio studio(engine, output);
        auto built = studio.build();
        parts_ = studio.parts();
        return built;
    }

    void prepareFor(std::size_t) override {}

    /// Sends what is due within the next second, as far as the graph has room; the rest goes at the next call.
    void feed(std::int64_t position) override {
        const auto horizon = position + static_cast<std::int64_t>(secondsAhead * rate_);
        while (next_ < events_.size() && cycle_ * length_ + events_[next_].frame < horizon) {
            const auto& event = events_[next_];
            const auto sent = engine_->graph().setParameterAt(cycle_ * length_ + event.frame,
                                                              parts_[static_cast<std::size_t>(event.part)],
                                                              event.parameter, event.value);
            if (!sent && sent.error().code == base::ErrorCode::full)
                return;
            if (!sent)
                throw base::Failure(sent.error());
            if (++next_ == events_.size() && loop_) {
                next_ = 0;
                ++cycle_;
            }
        }
    }

    std::optional<std::int64_t> ended() override {
        return !loop_ && engine_->position() >= length_ ? std::optional(length_) : std::nullopt;
    }
    std::int64_t frameCount() const override { return loop_ ? -1 : length_; }
    std::string description() const override { return "the demo"; }

private:
    const bool loop_;
    runtime::Engine* engine_ = nullptr;
    double rate_ = 0;
    std::vector<DemoEvent> events_;
    std::array<NodeId, static_cast<std::size_t>(DemoPart::count)> parts_{};
    std::size_t next_ = 0;
    std::int64_t cycle_ = 0;
    std::int64_t length_ = 0;
};

} // namespace

std::unique_ptr<Programme> makeDemoProgramme(bool loop) { return std::make_unique<DemoProgramme>(loop); }

} // namespace rondo::host
