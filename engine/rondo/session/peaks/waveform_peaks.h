// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace rondo::session {

/// What some frames of a channel have in common.
struct Peak {
    float minimum = 0;
    float maximum = 0;
    float rms = 0;
    friend bool operator==(const Peak&, const Peak&) = default;
};

/// The picture of a sound file at several zooms: of each channel the peaks of every 256 frames, of every 1024,
/// and so on by four. Does not change once it is made, so any number of windows read it.
class WaveformPeaks {
public:
    /// Frames of one peak, finest first.
    static constexpr std::array<std::uint32_t, 6> zooms{256, 1024, 4096, 16384, 65536, 262144};

    /// Returns: hertz of the file. Progress: wait-free. [any]
    double rate() const noexcept { return rate_; }
    /// Returns: 1 to 64. Progress: wait-free. [any]
    std::uint32_t channelCount() const noexcept { return channels_; }
    /// Returns: frames of the file. Progress: wait-free. [any]
    std::int64_t frameCount() const noexcept { return frames_; }

    /// Effects: fills `peaks` with those of `framesPerPeak` frames each, one after the other from `firstFrame`
    /// on: one for each column of a window. No sample between is ever missing; where the stored peaks are
    /// coarser than the columns, or lie across them, their neighbours show too. Outside of the file a peak is
    /// zero. Requires: `channel` is below `channelCount()`, `framesPerPeak` is above 0. Progress: bounded: at
    /// most 8 stored peaks a column, and up to the file's length divided by 262144 for the widest. [any]
    void read(std::uint32_t channel, std::int64_t firstFrame, double framesPerPeak,
              std::span<Peak> peaks) const noexcept;
    /// Returns: what is stored of a zoom: its peaks one after the other, all channels of each. Requires: `zoom`
    /// is below `zooms.size()`. Progress: wait-free. [any]
    std::span<const Peak> stored(std::size_t zoom) const noexcept { return levels_[zoom]; }

private:
    friend class PeakFile;
    friend class PeakBuilder;
    Peak merged(std::size_t level, std::uint32_t channel, std::int64_t first, std::int64_t end) const noexcept;

    double rate_ = 0;
    std::uint32_t channels_ = 0;
    std::int64_t frames_ = 0;
    std::array<std::vector<Peak>, zooms.size()> levels_;
};

} // namespace rondo::session
