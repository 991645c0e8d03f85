// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_matrix.h>

#include <plugins/strip/core/strip_parameters.h>
#include <rondo/base/units.h>
#include <rondo/dsp/pan_law.h>

namespace rondo::strip {

namespace {

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
    const float pan = static_cast<float>(settings.pan / 100);
    if (inputs == 1) {
        const auto sides = outputs == 1 ? dsp::StereoGains{} : dsp::panConstantPower(pan);
        matrix.gain[0][0] = static_cast<float>(left * double{sides.left});
        matrix.gain[1][0] = outputs == 1 ? 0.0f : static_cast<float>(left * double{sides.right});
        return matrix;
    }
    const auto sides = dsp::balance(pan);
    const double near = (1 + settings.width / 100) / 2;
    const double far = (1 - settings.width / 100) / 2;
    matrix.gain = {{{static_cast<float>(left * near * double{sides.left}),
                     static_cast<float>(right * far * double{sides.left})},
                    {static_cast<float>(left * far * double{sides.right}),
                     static_cast<float>(right * near * double{sides.right})}}};
    return matrix;
}

} // namespace rondo::strip
