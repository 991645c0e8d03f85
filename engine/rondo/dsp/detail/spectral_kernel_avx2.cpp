// SPDX-License-Identifier: MIT
//
// Compiled with -mavx2, and so called only where the processor has it.
#include <rondo/dsp/detail/spectral_kernel.h>

namespace rondo::dsp::detail {

const SpectralLoops spectralLoopsAvx2 = makeSpectralLoops<InstructionSet::avx2, 8>();

} // namespace rondo::dsp::detail
