// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::dsp {

/// What a second-order section does to the spectrum.
enum class BiquadShape {
    peaking,   ///< boosts or cuts around the frequency
    lowShelf,  ///< boosts or cuts below the frequency, half of the gain at it
    highShelf, ///< boosts or cuts above the frequency, half of the gain at it
    lowPass,
    highPass,
    bandPass, ///< 0 dB at the frequency
    notch,
    allPass,
};

/// A second-order section in the words of its user.
struct BiquadSettings {
    BiquadShape shape = BiquadShape::peaking;
    float frequency = 0.02f;     ///< share of the rate
    float gain = 0;              ///< dB; peaking and shelves only
    float quality = 0.70710678f; ///< Q
};

/// The factors of a second-order section as a state-variable filter that is integrated by the trapezoidal rule:
/// warped frequency, damping, and how much of the input, of the band and of the low output make the result. Its
/// transfer function is that of R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
/// coefficients", for the same shape, frequency, gain and Q; the mapping is A. Simper's, "Solving the
/// continuous SVF equations using trapezoidal integration", 2013.
struct BiquadDesign {
    float warped = 0;  ///< above 0 for every design
    float damping = 1; ///< above 0
    float direct = 1;
    float band = 0;
    float low = 0;

    /// Returns: the factors, from settings limited to what can be made: frequency 0.00001 to 0.49, Q 0.025 to
    /// 1000, gain -120 to 120 dB. Progress: wait-free. [any]
    static BiquadDesign make(const BiquadSettings& settings) noexcept;
};

} // namespace rondo::dsp
