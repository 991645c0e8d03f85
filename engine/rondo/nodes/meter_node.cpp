// SPDX-License-Identifier: MIT
#include <rondo/nodes/meter_node.h>

#include <algorithm>
#include <rondo/dsp/level_meter.h>
#include <vector>

namespace rondo::nodes {

struct MeterNode::State {
    std::vector<dsp::PeakMeter> peaks;
    std::vector<dsp::RmsMeter> means;
};

MeterNode::MeterNode(std::uint32_t width, concurrency::LatestValueWriter<MeterReading> writer)
    : width_(width), writer_(std::move(writer)) {}
MeterNode::~MeterNode() = default;

graph::NodeDescription MeterNode::describe() const { return {{{"input", width_}}, {}, {}}; }

void MeterNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>();
    state_->peaks.assign(width_, dsp::PeakMeter(context.rate));
    state_->means.assign(width_, dsp::RmsMeter(context.rate));
}

void MeterNode::process(const graph::ProcessContext& context) noexcept {
    MeterReading reading;
    reading.width = width_;
    reading.streamFrame = context.streamFrame() + context.frameCount();
    for (std::uint32_t channel = 0; channel < width_; ++channel) {
        const auto samples = context.input().channel(channel);
        auto& peak = state_->peaks[channel];
        auto& mean = state_->means[channel];
        peak.process(samples);
        mean.process(samples);
        reading.peak[channel] = peak.value();
        reading.rms[channel] = mean.value();
        reading.highest[channel] = peak.highest();
    }
    writer_.write(reading);
}

Meter makeMeter(std::uint32_t width) {
    MeterReading silent;
    silent.width = std::min(width, audio::ChannelLayout::maximum);
    auto value = concurrency::makeLatestValue(silent);
    return {std::unique_ptr<MeterNode>(new MeterNode(width, std::move(value.writer))), std::move(value.reader)};
}

} // namespace rondo::nodes
