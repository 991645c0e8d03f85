// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/session/peaks/waveform_peaks.h>
#include <span>
#include <vector>

namespace rondo::session {

/// Makes the peaks of a sound from its frames.
class PeakBuilder {
public:
    PeakBuilder(double rate, std::uint32_t channels);
    /// Whole frames, interleaved, finite.
    void add(std::span<const float> samples);
    WaveformPeaks finish();

private:
    void close();

    struct Sum {
        float minimum = 0;
        float maximum = 0;
        double squares = 0;
    };
    WaveformPeaks peaks_;
    std::vector<Sum> open_; ///< of each channel, the peak under way
    std::uint32_t filled_ = 0;
};

} // namespace rondo::session
