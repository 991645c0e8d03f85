// SPDX-License-Identifier: MIT
#include <rondo/dsp/true_peak.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace rondo::dsp {

namespace {

// ITU-R BS.1770-4, annex 2, table of the interpolating filter, phases 0 and 1. Phases 3 and 2 are the same
// backwards.
constexpr std::array<float, TruePeakMeter::taps> phase0{
    0.0017089843750f,  0.0109863281250f,  -0.0196533203125f, 0.0332031250000f,
    -0.0594482421875f, 0.1373291015625f,  0.9721679687500f,  -0.1022949218750f,
    0.0476074218750f,  -0.0266113281250f, 0.0148925781250f,  -0.0083007812500f};
constexpr std::array<float, TruePeakMeter::taps> phase1{
    -0.0291748046875f, 0.0292968750000f,  -0.0517578125000f, 0.0891113281250f,
    -0.1665039062500f, 0.4650878906250f,  0.7797851562500f,  -0.2003173828125f,
    0.1015625000000f,  -0.0582275390625f, 0.0330810546875f,  -0.0189208984375f};

// Four samples in a row, side by side.
using Floats [[gnu::vector_size(16)]] = float;
constexpr std::size_t together = 4;
constexpr std::size_t chunk = 64;

[[gnu::always_inline]] inline Floats larger(Floats one, Floats other) noexcept {
    return one < other ? other : one;
}
[[gnu::always_inline]] inline Floats size(Floats value) noexcept { return value < 0 ? -value : value; }
[[gnu::always_inline]] inline Floats at(const float* samples) noexcept {
    Floats value;
    std::memcpy(&value, samples, sizeof value);
    return value;
}

/// The largest amplitudes that four samples complete. `oldest` is the first that the filter needs for the
/// first.
[[gnu::always_inline]] inline Floats completed(const float* oldest) noexcept {
    constexpr std::size_t newest = TruePeakMeter::taps - 1;
    Floats sum0{};
    Floats sum1{};
    Floats sum2{};
    Floats sum3{};
    for (std::size_t tap = 0; tap <= newest; ++tap) {
        const Floats forward = at(oldest + newest - tap);
        const Floats backward = at(oldest + tap);
        sum0 += phase0[tap] * forward;
        sum1 += phase1[tap] * forward;
        sum2 += phase1[tap] * backward;
        sum3 += phase0[tap] * backward;
    }
    const Floats between = larger(larger(size(sum0), size(sum1)), larger(size(sum2), size(sum3)));
    return larger(between, size(at(oldest + newest)));
}

} // namespace

float TruePeakMeter::process(std::span<const float> samples) noexcept {
    std::array<float, chunk> peaks;
    float largest = 0;
    for (; !samples.empty(); samples = samples.subspan(std::min(chunk, samples.size()))) {
        const auto now = samples.first(std::min(chunk, samples.size()));
        largest = std::max(largest, process(now, std::span(peaks).first(now.size())));
    }
    return largest;
}

float TruePeakMeter::process(std::span<const float> samples, std::span<float> peaks) noexcept {
    // Room for whole vectors; what the last one computes beyond the samples is not used.
    std::array<float, taps - 1 + chunk + together - 1> row;
    std::array<float, chunk + together - 1> found;
    float largest = 0;
    for (std::size_t done = 0; done < samples.size();) {
        const auto now = samples.subspan(done, std::min(chunk, samples.size() - done));
        const auto fresh = std::ranges::copy(past_, row.begin()).out;
        const auto end = std::ranges::transform(now, fresh, [](float sample) {
                             return std::isnan(sample) ? 0.0f : sample;
                         }).out;
        std::fill_n(end, together - 1, 0.0f);
        for (std::size_t frame = 0; frame < now.size(); frame += together) {
            const Floats four = completed(row.data() + frame);
            std::memcpy(found.data() + frame, &four, sizeof four);
        }
        for (std::size_t frame = 0; frame < now.size(); ++frame) {
            peaks[done + frame] = found[frame];
            largest = std::max(largest, found[frame]);
        }
        std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(now.size()), past_.size(), past_.begin());
        done += now.size();
    }
    highest_ = std::max(highest_, largest);
    return largest;
}

} // namespace rondo::dsp
