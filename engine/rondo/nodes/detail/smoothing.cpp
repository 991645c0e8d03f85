// SPDX-License-Identifier: MIT
#include <rondo/nodes/detail/smoothing.h>

#include <cmath>

namespace rondo::nodes::detail {

double turnsOfNote(double note, double rate) noexcept { return 440.0 * std::exp2((note - 69.0) / 12.0) / rate; }

float qualityOf(float resonance) noexcept { return 0.70710678f * std::pow(70.710678f, resonance); }

} // namespace rondo::nodes::detail
