// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_metering.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rondo::strip {

namespace {

constexpr double rmsSeconds = 0.300;
constexpr double fallPerSecond = 0.1; // 20 dB

} // namespace

void StripMetering::prepare(double rate, std::uint32_t channels) {
    meter_ = {};
    meter_.channelCount = std::min(channels, 2u);
    fall_ = static_cast<float>(std::pow(fallPerSecond, 1 / rate));
    forget_ = std::exp(-1 / (rmsSeconds * rate));
    reset();
}

void StripMetering::reset() noexcept {
    meter_.channels = {};
    meanSquare_ = {};
}

void StripMetering::add(audio::ConstAudioBlock block) noexcept {
    for (std::uint32_t channel = 0; channel < std::min(meter_.channelCount, block.channelCount()); ++channel)
        addChannel(channel, block.channel(channel));
    meter_.frames += block.frameCount();
}

void StripMetering::addChannel(std::uint32_t channel, std::span<const float> samples) noexcept {
    auto& shown = meter_.channels[channel];
    auto meanSquare = meanSquare_[channel];
    float peak = shown.peak;
    for (float sample : samples) {
        if (!std::isfinite(sample))
            sample = 0;
        const float level = std::abs(sample);
        peak = std::max(level, peak * fall_);
        shown.highestPeak = std::max(shown.highestPeak, level);
        const double square = static_cast<double>(sample) * static_cast<double>(sample);
        meanSquare = square + forget_ * (meanSquare - square);
    }
    meanSquare_[channel] = meanSquare;
    shown.peak = peak;
    shown.rms = static_cast<float>(std::sqrt(meanSquare));
}

std::array<float, 2> StripMetering::resetHighestPeaks() noexcept {
    std::array<float, 2> before{};
    for (std::size_t channel = 0; channel < 2; ++channel)
        before[channel] = std::exchange(meter_.channels[channel].highestPeak, 0.0f);
    return before;
}

} // namespace rondo::strip
