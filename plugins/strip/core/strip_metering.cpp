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
    // Sample by sample, so that the needle falls the same way however the stream is cut.
    for (float sample : samples) {
        if (!std::isfinite(sample))
            sample = 0;
        const float peak = channel.truePeak.process({&sample, 1});
        channel.needle.process({&peak, 1});
        channel.rms.process({&sample, 1});
        shown.highestPeak = std::max(shown.highestPeak, peak);
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
