// SPDX-License-Identifier: MIT
//
// Compiled with -mavx2, and so called only where the processor has it.
#include <rondo/dsp/detail/biquad_kernel.h>

namespace rondo::dsp::detail {

void runBiquadsAvx2(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept {
    runBiquads<8>(strip, samples, frames, moving);
}

} // namespace rondo::dsp::detail
