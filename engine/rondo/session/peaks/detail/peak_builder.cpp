// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/detail/peak_builder.h>

#include <algorithm>
#include <cmath>

namespace rondo::session {

PeakBuilder::PeakBuilder(double rate, std::uint32_t channels) : open_(channels) {
    peaks_.rate_ = rate;
    peaks_.channels_ = channels;
}

void PeakBuilder::add(std::span<const float> samples) {
    const std::size_t channels = peaks_.channels_;
    while (!samples.empty()) {
        const auto frames = std::min<std::size_t>(samples.size() / channels, WaveformPeaks::zooms[0] - filled_);
        for (std::size_t channel = 0; channel < channels; ++channel) {
            auto sum = filled_ == 0 ? Sum{samples[channel], samples[channel], 0} : open_[channel];
            for (std::size_t frame = 0; frame < frames; ++frame) {
                const float sample = samples[frame * channels + channel];
                sum.minimum = std::min(sum.minimum, sample);
                sum.maximum = std::max(sum.maximum, sample);
                sum.squares += static_cast<double>(sample) * static_cast<double>(sample);
            }
            open_[channel] = sum;
        }
        filled_ += static_cast<std::uint32_t>(frames);
        peaks_.frames_ += static_cast<std::int64_t>(frames);
        samples = samples.subspan(frames * channels);
        if (filled_ == WaveformPeaks::zooms[0])
            close();
    }
}

void PeakBuilder::close() {
    for (const auto& sum : open_)
        peaks_.levels_[0].push_back(
            {sum.minimum, sum.maximum, static_cast<float>(std::sqrt(sum.squares / filled_))});
    filled_ = 0;
}

WaveformPeaks PeakBuilder::finish() {
    if (filled_ > 0)
        close();
    const std::size_t channels = peaks_.channels_;
    for (std::size_t level = 1; level < WaveformPeaks::zooms.size(); ++level) {
        const auto each = WaveformPeaks::zooms[level] / WaveformPeaks::zooms[level - 1];
        const auto below = static_cast<std::int64_t>(peaks_.levels_[level - 1].size() / channels);
        for (std::int64_t first = 0; first < below; first += each)
            for (std::uint32_t channel = 0; channel < channels; ++channel)
                peaks_.levels_[level].push_back(
                    peaks_.merged(level - 1, channel, first, std::min<std::int64_t>(first + each, below)));
    }
    return std::move(peaks_);
}

} // namespace rondo::session
