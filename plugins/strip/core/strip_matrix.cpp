// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_matrix.h>

#include <cmath>
#include <numbers>
#include <plugins/strip/core/strip_parameters.h>
#include <rondo/base/units.h>

namespace rondo::strip {

namespace {

struct Sides {
    double left = 1;
    double right = 1;
};

// Exactly nothing at the end of the way, where the cosine only comes near.
double fade(double way) noexcept { return way >= 1 ? 0.0 : std::cos(way * std::numbers::pi / 2); }

Sides placeMono(double pan) noexcept { return {fade((1 + pan) / 2), fade((1 - pan) / 2)}; }

Sides balance(double pan) noexcept { return {pan > 0 ? fade(pan) : 1.0, pan < 0 ? fade(-pan) : 1.0}; }

StripMatrix through(std::uint32_t inputs, std::uint32_t outputs) noexcept {
    StripMatrix matrix;
    matrix.gain[0][0] = 1;
    if (outputs == 2)
        matrix.gain[1][inputs == 2 ? 1 : 0] = 1;
    return matrix;
}

} // namespace

StripMatrix StripMatrix::of(const StripSettings& settings, std::uint32_t inputs,
                            std::uint32_t outputs) noexcept {
    if (settings.bypass || settings.bypassedByHost)
        return through(inputs, outputs);
    StripMatrix matrix;
    const bool silent = settings.trim <= stripParameters()[index(StripParameter::trim)].minimum;
    if (settings.mute || silent)
        return matrix;
    const double trim = base::Decibels{settings.trim}.toGain();
    const double left = settings.phaseLeft ? -trim : trim;
    const double right = settings.phaseRight ? -trim : trim;
    const double pan = settings.pan / 100;
    if (inputs == 1) {
        const Sides sides = outputs == 1 ? Sides{} : placeMono(pan);
        matrix.gain[0][0] = static_cast<float>(left * sides.left);
        matrix.gain[1][0] = outputs == 1 ? 0.0f : static_cast<float>(left * sides.right);
        return matrix;
    }
    const Sides sides = balance(pan);
    const double near = (1 + settings.width / 100) / 2;
    const double far = (1 - settings.width / 100) / 2;
    matrix.gain = {
        {{static_cast<float>(left * near * sides.left), static_cast<float>(right * far * sides.left)},
         {static_cast<float>(left * far * sides.right), static_cast<float>(right * near * sides.right)}}};
    return matrix;
}

} // namespace rondo::strip
