// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <plugins/common/core/parameter_table.h>

namespace rondo::strip {

/// The parameters of the strip by their index. The order and everything in the table is a promise; what it is
/// now stands in plugins/strip/parameters.txt.
enum class StripParameter : std::size_t { trim, pan, width, mute, phaseLeft, phaseRight, bypass };

/// Returns: the index of a parameter. Progress: wait-free. [any]
constexpr std::size_t index(StripParameter parameter) noexcept { return static_cast<std::size_t>(parameter); }

/// Returns: the parameters of the strip. Progress: wait-free. [any]
const plugins::ParameterTable& stripParameters();

} // namespace rondo::strip
