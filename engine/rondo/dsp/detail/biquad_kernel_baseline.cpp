// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/biquad_kernel.h>

namespace rondo::dsp::detail {

void runBiquadsBaseline(const BiquadStrip& strip, float* samples, std::uint32_t frames, bool moving) noexcept {
    runBiquads<4>(strip, samples, frames, moving);
}

} // namespace rondo::dsp::detail
