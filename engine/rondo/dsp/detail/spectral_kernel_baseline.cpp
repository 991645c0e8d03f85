// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/spectral_kernel.h>

namespace rondo::dsp::detail {

const SpectralLoops spectralLoopsBaseline = makeSpectralLoops<InstructionSet::baseline, 4>();

} // namespace rondo::dsp::detail
