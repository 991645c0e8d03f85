// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>
#include <plugins/strip/core/strip_meter.h>
#include <rondo/audio/audio_block.h>
#include <rondo/dsp/level_meter.h>
#include <rondo/dsp/true_peak.h>
#include <span>

namespace rondo::strip {

/// Measures what leaves the strip: true peak, RMS, and the highest peak so far, with the fall of the needle
/// built in, so that a reader that looks rarely misses nothing. Samples that are not finite count as silence.
/// The results do not depend on how the stream is cut into blocks.
class StripMetering {
public:
    /// Effects: readies for `channels` channels at `rate` and forgets the past. Progress: blocking. [control]
    void prepare(double rate, std::uint32_t channels);
    /// Effects: forgets the past. Progress: wait-free. [audio]
    void reset() noexcept;
    /// Effects: measures a block. Progress: wait-free, linear in the frames. [audio]
    void add(audio::ConstAudioBlock block) noexcept;
    /// Effects: the highest peaks start anew. Returns: what they were. Progress: wait-free. [audio]
    std::array<float, 2> resetHighestPeaks() noexcept;
    /// Returns: what there is to show. Progress: wait-free. [audio]
    const StripMeter& meter() const noexcept { return meter_; }

private:
    struct Channel {
        dsp::TruePeakMeter truePeak;
        dsp::PeakMeter needle;
        dsp::RmsMeter rms;
    };
    static void add(Channel& channel, ChannelMeter& shown, std::span<const float> samples) noexcept;

    StripMeter meter_;
    std::array<Channel, 2> channels_;
    double rate_ = 48000;
};

} // namespace rondo::strip
