// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/k_weighting.h>

#include <cmath>
#include <numbers>

namespace rondo::dsp::detail {

namespace {

using Section = KWeighting::Section;

constexpr double tableRate = 48000;
constexpr Section tableShelf{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
                             0.73248077421585};
constexpr Section tableHighPass{1, -2, 1, -1.99004745483398, 0.99007225036621};

/// A section of the table for another rate. With s = (1 - 1/z) / (1 + 1/z) its numerator is n2 s^2 + n1 s + n0,
/// its denominator the same of d, and the root of d0 / d2 the tangent of half the frequency of the section.
Section atRate(const Section& table, double rate) noexcept {
    const double n2 = table.b0 - table.b1 + table.b2;
    const double n1 = 2 * (table.b0 - table.b2);
    const double n0 = table.b0 + table.b1 + table.b2;
    const double d2 = 1 - table.a1 + table.a2;
    const double d1 = 2 * (1 - table.a2);
    const double d0 = 1 + table.a1 + table.a2;
    const double tangent = std::sqrt(d0 / d2);
    const double frequency = std::atan(tangent) * tableRate / std::numbers::pi;
    const double scale = std::tan(std::numbers::pi * frequency / rate) / tangent;
    const double square = scale * scale;
    const double norm = d2 + d1 * scale + d0 * square;
    return {(n2 + n1 * scale + n0 * square) / norm, 2 * (n0 * square - n2) / norm,
            (n2 - n1 * scale + n0 * square) / norm, 2 * (d0 * square - d2) / norm,
            (d2 - d1 * scale + d0 * square) / norm};
}

} // namespace

KWeighting KWeighting::make(double rate) noexcept {
    return {atRate(tableShelf, rate), atRate(tableHighPass, rate)};
}

} // namespace rondo::dsp::detail
