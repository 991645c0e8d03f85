// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/strip/core/strip_parameters.h>

#include <array>

namespace rondo::strip {

namespace {

using plugins::Parameter;
using plugins::ParameterKind;

constexpr std::array table{
    Parameter{.id = "trim",
              .name = "Trim",
              .kind = ParameterKind::decibels,
              .minimum = -60,
              .maximum = 24,
              .minimumIsSilence = true},
    Parameter{.id = "pan",
              .name = "Pan",
              .kind = ParameterKind::pan,
              .minimum = -100,
              .maximum = 100,
              .stepsPerUnit = 10},
    Parameter{.id = "width",
              .name = "Width",
              .kind = ParameterKind::percent,
              .minimum = 0,
              .maximum = 200,
              .defaultValue = 100,
              .stepsPerUnit = 10},
    Parameter{.id = "mute", .name = "Mute", .kind = ParameterKind::toggle},
    Parameter{.id = "phase_left", .name = "Phase Left", .kind = ParameterKind::toggle},
    Parameter{.id = "phase_right", .name = "Phase Right", .kind = ParameterKind::toggle},
    Parameter{.id = "bypass", .name = "Bypass", .kind = ParameterKind::toggle},
};

} // namespace

const plugins::ParameterTable& stripParameters() {
    static const plugins::ParameterTable parameters(table);
    return parameters;
}

} // namespace rondo::strip
