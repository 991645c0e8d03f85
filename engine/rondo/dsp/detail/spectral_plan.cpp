// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/spectral_plan.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace rondo::dsp::detail {

namespace {

std::vector<float> turnsOf(std::uint32_t radix, std::uint32_t stride) {
    std::vector<float> made;
    const double span = static_cast<double>(radix) * stride;
    for (std::uint32_t leg = 1; leg < radix; ++leg) {
        const auto angle = [&](std::uint32_t point) { return -2 * std::numbers::pi * leg * point / span; };
        for (std::uint32_t point = 0; point < stride; ++point)
            made.push_back(static_cast<float>(std::cos(angle(point))));
        for (std::uint32_t point = 0; point < stride; ++point)
            made.push_back(static_cast<float>(std::sin(angle(point))));
    }
    return made;
}

} // namespace

const float* SpectralPlan::keep(std::vector<float> numbers) {
    numbers_.push_back(std::move(numbers));
    return numbers_.back().data();
}

SpectralPlan::SpectralPlan(std::uint32_t pointsGiven) : points(pointsGiven) {
    groupTurns = keep(turnsOf(4, groupBins / 4));
    std::vector<float> real;
    std::vector<float> imaginary;
    for (std::uint32_t point = 0; point < points; ++point) {
        const double angle = std::numbers::pi / 2 * point / points;
        real.push_back(static_cast<float>(std::cos(angle)));
        imaginary.push_back(static_cast<float>(std::sin(angle)));
    }
    twistReal = keep(std::move(real));
    twistImaginary = keep(std::move(imaginary));
    std::uint32_t span = points;
    std::uint32_t fours = 1;
    while (fours < points)
        fours *= 4;
    if (fours != points) {
        passes.push_back({2, span / 2, keep(turnsOf(2, span / 2))});
        span /= 2;
    }
    for (; span > groupBins; span /= 4)
        passes.push_back({4, span / 4, keep(turnsOf(4, span / 4))});
}

} // namespace rondo::dsp::detail
