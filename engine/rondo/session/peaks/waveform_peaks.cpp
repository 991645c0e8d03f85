// SPDX-License-Identifier: MIT
#include <rondo/session/peaks/waveform_peaks.h>

#include <algorithm>
#include <cmath>

namespace rondo::session {

/// Requires: first < end, both within the level.
Peak WaveformPeaks::merged(std::size_t level, std::uint32_t channel, std::int64_t first,
                           std::int64_t end) const noexcept {
    const auto at = [&](std::int64_t index) -> const Peak& {
        return levels_[level][static_cast<std::size_t>(index) * channels_ + channel];
    };
    const std::int64_t size = zooms[level];
    Peak result = at(first);
    double squares = 0;
    std::int64_t frames = 0;
    for (auto index = first; index < end; ++index) {
        const auto& peak = at(index);
        result.minimum = std::min(result.minimum, peak.minimum);
        result.maximum = std::max(result.maximum, peak.maximum);
        const auto count = std::min(size, frames_ - index * size);
        squares += static_cast<double>(peak.rms) * static_cast<double>(peak.rms) * static_cast<double>(count);
        frames += count;
    }
    result.rms = static_cast<float>(std::sqrt(squares / static_cast<double>(frames)));
    return result;
}

void WaveformPeaks::read(std::uint32_t channel, std::int64_t firstFrame, double framesPerPeak,
                         std::span<Peak> peaks) const noexcept {
    std::size_t level = 0;
    while (level + 1 < zooms.size() && zooms[level + 1] <= framesPerPeak)
        ++level;
    const std::int64_t size = zooms[level];
    const auto stored = static_cast<std::int64_t>(levels_[level].size() / std::max(channels_, 1U));
    // Far outside there is nothing, and nothing that could overflow.
    const auto frameAt = [&](std::size_t column) {
        const double frame = static_cast<double>(firstFrame) + static_cast<double>(column) * framesPerPeak;
        return static_cast<std::int64_t>(std::clamp(std::floor(frame), -1.0, static_cast<double>(frames_) + 1));
    };
    for (std::size_t column = 0; column < peaks.size(); ++column) {
        const auto begin = std::max<std::int64_t>(frameAt(column), 0);
        const auto end = std::min(std::max(frameAt(column + 1), begin + 1), frames_);
        const auto first = begin / size;
        const auto last = std::min((end + size - 1) / size, stored);
        const bool outside = begin >= frames_ || (frameAt(column) < 0 && frameAt(column + 1) <= 0);
        peaks[column] = !outside && first < last ? merged(level, channel, first, last) : Peak{};
    }
}

} // namespace rondo::session
