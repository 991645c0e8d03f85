// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_metering.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rondo::strip {

void StripMetering::prepare(double rate, std::uint32_t channels) {
    meter_ = {};
    meter_.channelCount = std::min(channels, 2u);
    rate_ = rate;
    reset();
}

void StripMetering::reset() noexcept {
    meter_.channels = {};
    channels_.fill({{}, dsp::PeakMeter(rate_), dsp::RmsMeter(rate_)});
}

void StripMetering::add(audio::ConstAudioBlock block) noexcept {
    for (std::uint32_t channel = 0; channel < std::min(meter_.channelCount, block.channelCount()); ++channel)
        add(channels_[channel], meter_.channels[channel], block.channel(channel));
    meter_.frames += block.frameCount();
}

void StripMetering::add(Channel& channel, ChannelMeter& shown, std::span<const float> samples) noexcept {
    std::array<float, 64> finite;
    std::array<float, 64> peaks;
    while (!samples.empty()) {
        const auto now = samples.first(std::min(finite.size(), samples.size()));
        std::ranges::transform(now, finite.begin(),
                               [](float sample) { return std::isfinite(sample) ? sample : 0.0f; });
        const auto heard = std::span(finite).first(now.size());
        const auto found = std::span(peaks).first(now.size());
        shown.highestPeak = std::max(shown.highestPeak, channel.truePeak.process(heard, found));
        channel.needle.process(
            found); // each sample's peak, so that it falls the same however the stream is cut
        channel.rms.process(heard);
        samples = samples.subspan(now.size());
    }
    shown.peak = channel.needle.value();
    shown.rms = channel.rms.value();
}

std::array<float, 2> StripMetering::resetHighestPeaks() noexcept {
    std::array<float, 2> before{};
    for (std::size_t channel = 0; channel < 2; ++channel)
        before[channel] = std::exchange(meter_.channels[channel].highestPeak, 0.0f);
    return before;
}

} // namespace rondo::strip
