// SPDX-License-Identifier: MIT
#include <rondo/dsp/biquad_design.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rondo::dsp {

BiquadDesign BiquadDesign::make(const BiquadSettings& settings) noexcept {
    const double frequency = std::clamp(double{settings.frequency}, 0.00001, 0.49);
    const double quality = std::clamp(double{settings.quality}, 0.025, 1000.0);
    // The cookbook's A: the root of the amplitude.
    const double root = std::pow(10.0, std::clamp(double{settings.gain}, -120.0, 120.0) / 40);
    double warped = std::tan(std::numbers::pi * frequency);
    double damping = 1 / quality;
    double direct = 0;
    double band = 0;
    double low = 0;
    switch (settings.shape) {
    case BiquadShape::peaking:
        damping /= root;
        direct = 1;
        band = damping * (root * root - 1);
        break;
    case BiquadShape::lowShelf:
        warped /= std::sqrt(root);
        direct = 1;
        band = damping * (root - 1);
        low = root * root - 1;
        break;
    case BiquadShape::highShelf:
        warped *= std::sqrt(root);
        direct = root * root;
        band = damping * (1 - root) * root;
        low = 1 - root * root;
        break;
    case BiquadShape::lowPass:
        low = 1;
        break;
    case BiquadShape::highPass:
        direct = 1;
        band = -damping;
        low = -1;
        break;
    case BiquadShape::bandPass:
        band = damping;
        break;
    case BiquadShape::notch:
        direct = 1;
        band = -damping;
        break;
    case BiquadShape::allPass:
        direct = 1;
        band = -2 * damping;
        break;
    }
    return {static_cast<float>(warped), static_cast<float>(damping), static_cast<float>(direct),
            static_cast<float>(band), static_cast<float>(low)};
}

} // namespace rondo::dsp
