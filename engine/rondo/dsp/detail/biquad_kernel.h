// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>
#include <rondo/dsp/detail/biquad_lanes.h>
#include <utility>

/// A cascade of sections side by side in vectors: while the first section takes in frame n, the second works on
/// frame n - 1, and so on. Each call runs in and out of that skew, so nothing is delayed; lanes that have no
/// frame to work on then keep their state. Compiled once for each instruction set, with another vector width.
namespace rondo::dsp::detail {

template <int width>
struct VectorTypes {
    using Floats [[gnu::vector_size(width * 4), gnu::may_alias]] = float;
    using Integers [[gnu::vector_size(width * 4), gnu::may_alias]] = std::int32_t;
};

template <int width, int channels, int vectors>
class BiquadGroup {
    using Floats = typename VectorTypes<width>::Floats;
    using Integers = typename VectorTypes<width>::Integers;
    // No std::array, no std::min: an inline function from here, built for more than this processor has, must
    // not become the program's only copy.
    using Lanes = Floats[static_cast<unsigned>(vectors)];

public:
    BiquadGroup(const BiquadStrip& strip, std::uint32_t firstLane, std::uint32_t sections) noexcept
        : strip_(strip), firstLane_(firstLane), sections_(static_cast<std::int32_t>(sections)) {
        load(bandStateRow, bandState_);
        load(lowStateRow, lowState_);
        load(keepRow, keep_);
        load(couplingRow, coupling_);
        load(driveRow, drive_);
        load(inputTapRow, inputTap_);
        load(bandTapRow, bandTap_);
        load(lowTapRow, lowTap_);
    }

    template <bool moving>
    void run(float* samples, std::int32_t frames) noexcept {
        if constexpr (moving)
            loadSteps();
        const std::int32_t skew = sections_ - 1;
        std::int32_t turn = 0;
        for (; turn < skew && turn < frames; ++turn)
            step<moving, true>(samples, turn, frames);
        for (; turn < frames; ++turn)
            step<moving, false>(samples, turn, frames);
        for (; turn < frames + skew; ++turn)
            step<moving, true>(samples, turn, frames);
        store(bandStateRow, bandState_);
        store(lowStateRow, lowState_);
        if constexpr (moving)
            storeFactors();
    }

private:
    void load(BiquadRow row, Lanes& into) const noexcept {
        std::memcpy(&into, strip_.rows[row] + firstLane_, sizeof into);
    }
    void store(BiquadRow row, const Lanes& from) const noexcept {
        std::memcpy(strip_.rows[row] + firstLane_, &from, sizeof from);
    }
    void loadSteps() noexcept {
        load(warpedRow, warped_);
        load(dampingRow, damping_);
        load(directRow, direct_);
        load(bandRow, band_);
        load(lowRow, low_);
        load(warpedStepRow, warpedStep_);
        load(dampingStepRow, dampingStep_);
        load(directStepRow, directStep_);
        load(bandStepRow, bandStep_);
        load(lowStepRow, lowStep_);
    }
    void storeFactors() const noexcept {
        store(warpedRow, warped_);
        store(dampingRow, damping_);
        store(directRow, direct_);
        store(bandRow, band_);
        store(lowRow, low_);
        store(keepRow, keep_);
        store(couplingRow, coupling_);
        store(driveRow, drive_);
        store(inputTapRow, inputTap_);
        store(bandTapRow, bandTap_);
        store(lowTapRow, lowTap_);
    }

    /// Returns: `here` moved up by one section; the lanes set free get the first lanes of `entering`.
    template <std::size_t... lane>
    static Floats shifted(Floats entering, Floats here, std::index_sequence<lane...>) noexcept {
        return __builtin_shufflevector(entering, here, from(static_cast<int>(lane), 0)...);
    }
    /// Returns: `here` moved up by one section; the lanes set free get the last lanes of `before`.
    template <std::size_t... lane>
    static Floats carried(Floats before, Floats here, std::index_sequence<lane...>) noexcept {
        return __builtin_shufflevector(before, here, from(static_cast<int>(lane), width - channels)...);
    }
    static constexpr int from(int lane, int free) noexcept {
        return lane < channels ? lane + free : width + lane - channels;
    }
    static Floats chosen(Integers mask, Floats yes, Floats no) noexcept {
        return reinterpret_cast<Floats>((reinterpret_cast<Integers>(yes) & mask) |
                                        (reinterpret_cast<Integers>(no) & ~mask));
    }
    /// Returns: all ones in the lanes that have a frame to work on at `turn`.
    static Integers working(int vector, std::int32_t turn, std::int32_t frames) noexcept {
        Integers section;
        for (int lane = 0; lane < width; ++lane)
            section[lane] = (vector * width + lane) / channels;
        return (section <= turn) & (section > turn - frames);
    }

    template <bool masked>
    void move(int vector, Integers mask) noexcept {
        const auto advance = [mask](Floats& value, Floats step) {
            value = masked ? chosen(mask, value + step, value) : value + step;
        };
        advance(warped_[vector], warpedStep_[vector]);
        advance(damping_[vector], dampingStep_[vector]);
        advance(direct_[vector], directStep_[vector]);
        advance(band_[vector], bandStep_[vector]);
        advance(low_[vector], lowStep_[vector]);
        BiquadFactors<Floats> factors;
        computeFactors(factors, warped_[vector], damping_[vector], direct_[vector], band_[vector],
                       low_[vector]);
        keep_[vector] = factors.keep;
        coupling_[vector] = factors.coupling;
        drive_[vector] = factors.drive;
        inputTap_[vector] = factors.inputTap;
        bandTap_[vector] = factors.bandTap;
        lowTap_[vector] = factors.lowTap;
    }

    template <bool moving, bool masked, int... fromLast>
    void stepEach(Floats entering, std::int32_t turn, std::int32_t frames,
                  std::integer_sequence<int, fromLast...>) noexcept {
        // From the last, because each takes in what the one before it made in the former turn.
        (stepOne<vectors - 1 - fromLast, moving, masked>(entering, turn, frames), ...);
    }

    template <int vector, bool moving, bool masked>
    void stepOne(Floats entering, std::int32_t turn, std::int32_t frames) noexcept {
        Integers mask{};
        if constexpr (masked)
            mask = working(vector, turn, frames);
        if constexpr (moving)
            move<masked>(vector, mask);
        constexpr auto lanes = std::make_index_sequence<static_cast<std::size_t>(width)>();
        Floats input;
        if constexpr (vector == 0)
            input = shifted(entering, result_[0], lanes);
        else
            input = carried(result_[vector - 1], result_[vector], lanes);
        const Floats band = bandState_[vector];
        const Floats low = lowState_[vector];
        const Floats difference = input - low;
        const Floats nextBand = keep_[vector] * band + coupling_[vector] * difference;
        const Floats nextLow = (low + coupling_[vector] * band) + drive_[vector] * difference;
        result_[vector] = inputTap_[vector] * input + (bandTap_[vector] * band + lowTap_[vector] * low);
        bandState_[vector] = masked ? chosen(mask, nextBand, band) : nextBand;
        lowState_[vector] = masked ? chosen(mask, nextLow, low) : nextLow;
    }

    template <bool moving, bool masked>
    void step(float* samples, std::int32_t turn, std::int32_t frames) noexcept {
        // Whole vectors, of which only one frame counts: narrower reads would have to be put together. After
        // the last frame no lane that works takes it.
        Floats entering;
        std::memcpy(&entering, samples + (masked && turn >= frames ? frames - 1 : turn) * channels,
                    sizeof entering);
        // Written out, not a loop: an array that is indexed at run time does not live in registers.
        stepEach<moving, masked>(entering, turn, frames, std::make_integer_sequence<int, vectors>());
        const std::int32_t leaving = turn - (sections_ - 1);
        if (masked && leaving < 0)
            return;
        const Floats last = result_[vectors - 1];
        const int lane = (sections_ - 1) * channels - (vectors - 1) * width;
        std::memcpy(samples + leaving * channels, reinterpret_cast<const float*>(&last) + lane,
                    sizeof(float) * channels);
    }

    const BiquadStrip& strip_;
    std::uint32_t firstLane_;
    std::int32_t sections_;
    Lanes result_{};
    Lanes bandState_, lowState_;
    Lanes keep_, coupling_, drive_, inputTap_, bandTap_, lowTap_;
    Lanes warped_, damping_, direct_, band_, low_;
    Lanes warpedStep_, dampingStep_, directStep_, bandStep_, lowStep_;
};

template <int width, int channels, int vectors>
void runBiquadGroup(const BiquadStrip& strip, std::uint32_t firstLane, std::uint32_t sections, float* samples,
                    std::uint32_t frames, bool moving) noexcept {
    BiquadGroup<width, channels, vectors> group(strip, firstLane, sections);
    if (moving)
        group.template run<true>(samples, static_cast<std::int32_t>(frames));
    else
        group.template run<false>(samples, static_cast<std::int32_t>(frames));
}

// As many vectors at once as hide each other's latency; a longer cascade goes through group after group.
template <int width, int channels>
void runBiquadStrip(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept {
    constexpr std::uint32_t perVector = width / channels;
    constexpr decltype(&runBiquadGroup<width, channels, 1>) run[] = {
        runBiquadGroup<width, channels, 1>, runBiquadGroup<width, channels, 2>,
        runBiquadGroup<width, channels, 3>, runBiquadGroup<width, channels, 4>};
    const std::uint32_t all = (strip.sections + perVector - 1) / perVector;
    const std::uint32_t groups = (all + 3) / 4;
    for (std::uint32_t group = 0; group < groups; ++group) {
        const std::uint32_t begin = all * group / groups;
        const std::uint32_t end = all * (group + 1) / groups;
        const std::uint32_t last = end * perVector < strip.sections ? end * perVector : strip.sections;
        const std::uint32_t sections = last - begin * perVector;
        run[end - begin - 1](strip, begin * width, sections, samples, frames, moving);
    }
}

template <int width>
void runBiquads(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept {
    if (strip.channels == 1)
        runBiquadStrip<width, 1>(strip, samples, frames, moving);
    else if (strip.channels == 2)
        runBiquadStrip<width, 2>(strip, samples, frames, moving);
    else
        runBiquadStrip<width, 4>(strip, samples, frames, moving);
}

} // namespace rondo::dsp::detail
