// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/dsp/detail/gated_mean.h>
#include <rondo/dsp/detail/k_weighted_energy.h>
#include <rondo/dsp/detail/loudness_windows.h>
#include <span>

namespace rondo::dsp {

/// Measures loudness by ITU-R BS.1770-4, as EBU R 128 and EBU Tech 3341 ("EBU mode") ask for it, in LUFS:
/// momentary over 400 ms and short-term over 3 s, both ungated and renewed every 10 ms, so that their maxima
/// miss nothing; integrated over blocks of 400 ms that begin every 100 ms, gated at -70 LUFS and then at 10 LU
/// below the mean. It measures for years in the same memory: detail/gated_mean.h says how, and within what.
///
/// Channels count by where their loudspeakers are (annex 1 table 3, annex 3 table 4): 1.41 for those beside the
/// listener, 60 to 120 degrees from the front, 0 for low-frequency effects, 1 for all others. Layouts are those
/// of WAVE files, by the number of channels:
///     1  C                      5  L R C Ls Rs
///     2  L R                    6  L R C LFE Ls Rs
///     3  L R C                  7  L R C LFE Cb Ls Rs
///     4  L R Ls Rs              8  L R C LFE Lb Rb Ls Rs
/// Of more channels nobody knows where they are, and each counts 1.
///
/// A sample that is not finite counts as silence. The results do not depend on how the stream is cut into
/// blocks. From 44.1 kHz on a tone reads within 0.02 LU of what it reads at 48 kHz, up to 1 kHz; at 8 kHz, 1
/// kHz reads 0.2 LU less.
class LoudnessMeter {
public:
    static constexpr double silence = -144; ///< LUFS of nothing to speak of; nothing reads less
    static constexpr double lowestRate = 8000;
    static constexpr double highestRate = 384000;

    /// Effects: nothing is measured yet. Requires: `rate` is `lowestRate` to `highestRate`; at least one
    /// channel. Errors: std::bad_alloc. Progress: blocking. [control]
    LoudnessMeter(double rate, std::uint32_t channels);
    /// Effects: as above, for channels that count `weights`, in powers; 0 or more each. [control]
    LoudnessMeter(double rate, std::span<const double> weights);

    /// Returns: what a channel counts in the layout that is meant by so many. Progress: wait-free. [any]
    static double weight(std::uint32_t channel, std::uint32_t channels) noexcept;

    /// Effects: measures the frames of `block`. Requires: it is as wide as the meter. Progress: wait-free,
    /// linear in frames. [audio]
    void process(audio::ConstAudioBlock block) noexcept;
    /// Effects: what is measured since the start begins anew with the next frame. Momentary and short-term go
    /// on, and so does the weighting, which rings for some 10 ms of what was before. Progress: wait-free; one
    /// in 2^32 takes longer. [audio]
    void reset() noexcept;

    /// Returns: the loudness of the last 400 ms. Progress: wait-free, as all below. [audio]
    double momentary() const noexcept { return momentary_; }
    /// Returns: the loudness of the last 3 s.
    double shortTerm() const noexcept { return shortTerm_; }
    /// Returns: the gated loudness since the start or the last reset.
    double integrated() const noexcept { return integrated_; }
    /// Returns: the highest momentary loudness, of the same time as `integrated`.
    double highestMomentary() const noexcept { return highestMomentary_; }
    /// Returns: the highest short-term loudness, of the same time as `integrated`.
    double highestShortTerm() const noexcept { return highestShortTerm_; }
    /// Returns: the frames since the start or the last reset.
    std::int64_t measuredFrames() const noexcept { return counted_.frames(); }

private:
    void endShownStep() noexcept;
    void endCountedStep() noexcept;

    detail::KWeightedEnergy filter_;
    // Twice, because a reset begins new steps at its frame, and what is shown does not know of it.
    detail::LoudnessWindows shown_;
    detail::LoudnessWindows counted_;
    detail::GatedMean gated_;
    double momentary_ = silence;
    double shortTerm_ = silence;
    double integrated_ = silence;
    double highestMomentary_ = silence;
    double highestShortTerm_ = silence;
};

} // namespace rondo::dsp
