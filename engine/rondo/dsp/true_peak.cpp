// SPDX-License-Identifier: MIT
#include <rondo/dsp/true_peak.h>

#include <algorithm>
#include <cmath>

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

} // namespace

float TruePeakMeter::process(std::span<const float> samples) noexcept {
    float largest = 0;
    for (const float given : samples) {
        const float sample = std::isnan(given) ? 0.0f : given;
        ring_[place_] = ring_[place_ + taps] = sample;
        place_ = (place_ + 1) % taps;
        const float* const oldest = ring_.data() + place_;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (std::uint32_t tap = 0; tap < taps; ++tap) {
            const float forward = oldest[taps - 1 - tap];
            const float backward = oldest[tap];
            sum0 += phase0[tap] * forward;
            sum1 += phase1[tap] * forward;
            sum2 += phase1[tap] * backward;
            sum3 += phase0[tap] * backward;
        }
        const float between =
            std::max(std::max(std::abs(sum0), std::abs(sum1)), std::max(std::abs(sum2), std::abs(sum3)));
        largest = std::max(largest, std::max(between, std::abs(sample)));
    }
    highest_ = std::max(highest_, largest);
    return largest;
}

} // namespace rondo::dsp
