// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <numbers>

namespace rondo::dsp {

/// The factors of a StateVariableFilter; several filters can share them.
struct StateVariableCoefficients {
    float damping = 1; ///< 1 / Q
    float a1 = 1;
    float a2 = 0;
    float a3 = 0;

    /// Returns: the factors for a cutoff of `turns` a frame (frequency by rate, limited to 0.0001 to 0.49) and
    /// a quality of at least 0.1. Progress: wait-free. [any]
    static StateVariableCoefficients make(float turns, float quality) noexcept {
        const float bounded = turns > 0.0001f ? (turns < 0.49f ? turns : 0.49f) : 0.0001f;
        const float warped = std::tan(std::numbers::pi_v<float> * bounded);
        StateVariableCoefficients made;
        made.damping = 1.0f / (quality > 0.1f ? quality : 0.1f);
        made.a1 = 1.0f / (1.0f + warped * (warped + made.damping));
        made.a2 = warped * made.a1;
        made.a3 = warped * made.a2;
        return made;
    }
};

/// Low-pass, band-pass and high-pass of the second order at once, by trapezoidal integration; stable while its
/// cutoff moves at any speed (Zavalishin, "The Art of VA Filter Design", chapter 4; the form is Simper's,
/// "Solving the continuous SVF equations", 2013). It needs denormals flushed on its way to silence. All calls:
/// wait-free, [audio].
class StateVariableFilter {
public:
    struct Outputs {
        float low;
        float band; ///< peak gain Q
        float high;
    };

    /// Effects: advances by one frame.
    Outputs process(float input, const StateVariableCoefficients& with) noexcept {
        const float difference = input - second_;
        const float band = with.a1 * first_ + with.a2 * difference;
        const float low = second_ + with.a2 * first_ + with.a3 * difference;
        first_ = 2 * band - first_;
        second_ = 2 * low - second_;
        return {low, band, input - with.damping * band - low};
    }
    /// Effects: forgets what it heard.
    void reset() noexcept { first_ = second_ = 0; }

private:
    float first_ = 0;
    float second_ = 0;
};

} // namespace rondo::dsp
