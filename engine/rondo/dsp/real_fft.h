// SPDX-License-Identifier: MIT
#pragma once

#include <complex>
#include <cstdint>
#include <memory>
#include <rondo/dsp/instruction_set.h>
#include <span>

namespace rondo::dsp {

/// The discrete Fourier transform of real samples and its inverse, for sizes that are powers of two: a complex
/// transform of half the size in radix-4 passes (W. M. Gentleman and G. Sande, "Fast Fourier transforms: for
/// fun and profit", 1966), and the step that makes of its bins those of the even and odd samples together. The
/// bins do not depend on the instruction set. Not for two threads at once: it has working memory.
class RealFft {
public:
    /// Effects: allocates and computes tables for `size` samples. Errors: Failure(invalidArgument) unless
    /// `size` is a power of two, 128 to 2^24; std::bad_alloc. Requires: `supports(instructions)`. [control]
    explicit RealFft(std::uint32_t size, InstructionSet instructions = fastestInstructionSet());
    ~RealFft();
    RealFft(RealFft&&) noexcept;
    RealFft& operator=(RealFft&&) noexcept;

    /// Returns: how many samples. Progress: wait-free. [any]
    std::uint32_t size() const noexcept;
    /// Returns: how many bins: half the samples and one. Progress: wait-free. [any]
    std::uint32_t binCount() const noexcept { return size() / 2 + 1; }
    /// Effects: bins[k] becomes the sum of samples[n] e^(-2 pi i k n / size). Requires: as many samples and
    /// bins as it says. Progress: wait-free. [audio]
    void forward(std::span<const float> samples, std::span<std::complex<float>> bins) noexcept;
    /// Effects: undoes `forward`, the division by the size included; the imaginary parts of the first and the
    /// last bin do not count. Requires: as many samples and bins as it says. Progress: wait-free. [audio]
    void inverse(std::span<const std::complex<float>> bins, std::span<float> samples) noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace rondo::dsp
