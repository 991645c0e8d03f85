// SPDX-License-Identifier: MIT
#include <rondo/nodes/loudness_node.h>

#include <algorithm>
#include <cmath>
#include <rondo/audio/audio_block.h>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/dsp/level_meter.h>
#include <rondo/dsp/loudness_meter.h>
#include <rondo/dsp/true_peak.h>
#include <rondo/nodes/detail/segments.h>
#include <span>
#include <string>
#include <utility>

namespace rondo::nodes {

static_assert(LoudnessReading::silence == dsp::LoudnessMeter::silence);

struct LoudnessNode::State {
    State(double framesPerSecond, std::uint32_t width)
        : rate(framesPerSecond), loudness(rate, width), needles{dsp::PeakMeter(rate), dsp::PeakMeter(rate)} {}

    void reset() noexcept {
        loudness.reset();
        highest = {};
        settled = dsp::TruePeakMeter::taps - 1;
    }
    void measure(audio::ConstAudioBlock block) noexcept {
        const auto already = loudness.measuredFrames();
        loudness.process(block);
        for (std::uint32_t channel = 0; channel < std::min(block.channelCount(), 2u); ++channel)
            measurePeaks(channel, block.channel(channel), already);
    }
    void measurePeaks(std::uint32_t channel, std::span<const float> samples, std::int64_t already) noexcept;

    double rate;
    dsp::LoudnessMeter loudness;
    std::array<dsp::TruePeakMeter, 2> peaks;
    std::array<dsp::PeakMeter, 2> needles;
    std::array<float, 2> highest{};
    std::int64_t settled = 0; ///< from which frame on the peaks are of nothing that was before the reset
};

void LoudnessNode::State::measurePeaks(std::uint32_t channel, std::span<const float> samples,
                                       std::int64_t already) noexcept {
    std::array<float, 64> finite;
    std::array<float, 64> found;
    for (std::size_t done = 0; done < samples.size();) {
        const auto count = std::min(finite.size(), samples.size() - done);
        for (std::size_t frame = 0; frame < count; ++frame) {
            const float sample = samples[done + frame];
            finite[frame] = std::isfinite(sample) ? sample : 0;
        }
        const auto row = std::span(found).first(count);
        peaks[channel].process(std::span(finite).first(count), row);
        needles[channel].process(row);
        for (std::size_t frame = 0; frame < count; ++frame, ++already)
            highest[channel] =
                std::max(highest[channel], already < settled ? std::abs(finite[frame]) : found[frame]);
        done += count;
    }
}

LoudnessNode::LoudnessNode(std::uint32_t width, concurrency::LatestValueWriter<LoudnessReading> writer)
    : width_(width), writer_(std::move(writer)) {}
LoudnessNode::~LoudnessNode() = default;

graph::NodeDescription LoudnessNode::describe() const {
    return {.inputs = {{"input", width_}}, .parameters = {{"reset", "", 0, 1, 0}}};
}

void LoudnessNode::prepare(const graph::PrepareContext& context) {
    if (!(context.rate >= dsp::LoudnessMeter::lowestRate && context.rate <= dsp::LoudnessMeter::highestRate))
        throw base::Failure({base::ErrorCode::unsupported,
                             "A loudness meter works at 8000 to 384000 frames a second; this graph has " +
                                 std::to_string(context.rate) + "."});
    state_ = std::make_unique<State>(context.rate, width_);
}

void LoudnessNode::process(const graph::ProcessContext& context) noexcept {
    const auto apply = [&](const audio::ParameterEvent& event) {
        if (event.value >= 0.5f)
            state_->reset();
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        state_->measure(context.input().frames(first, count));
    };
    detail::forEachSegment(context, apply, render);
    const auto& loudness = state_->loudness;
    writer_.write({.momentary = static_cast<float>(loudness.momentary()),
                   .shortTerm = static_cast<float>(loudness.shortTerm()),
                   .integrated = static_cast<float>(loudness.integrated()),
                   .highestMomentary = static_cast<float>(loudness.highestMomentary()),
                   .highestShortTerm = static_cast<float>(loudness.highestShortTerm()),
                   .truePeak = {state_->needles[0].value(), state_->needles[1].value()},
                   .highestTruePeak = state_->highest,
                   .measured = static_cast<double>(loudness.measuredFrames()) / state_->rate});
}

Loudness makeLoudness(std::uint32_t width) {
    if (width == 0 || width > audio::ChannelLayout::maximum)
        throw base::Failure({base::ErrorCode::invalidArgument, "A loudness meter has 1 to 64 channels; " +
                                                                   std::to_string(width) + " were asked for."});
    auto value = concurrency::makeLatestValue(LoudnessReading{});
    return {std::unique_ptr<LoudnessNode>(new LoudnessNode(width, std::move(value.writer))),
            std::move(value.reader)};
}

} // namespace rondo::nodes
