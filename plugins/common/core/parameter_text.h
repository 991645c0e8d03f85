// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <plugins/common/core/parameter.h>
#include <rondo/base/result.h>
#include <string>
#include <string_view>

namespace rondo::plugins {

/// Returns: the value as people read it, with its unit: "-6.0 dB", "-inf dB", "150 %", "L 30", "C", "On"; the
/// same in every locale. Errors: std::bad_alloc. Progress: blocking. [control]
std::string toText(const Parameter& parameter, double value);

/// Returns: the value that `text` stands for, moved into the range. Takes whatever `toText` writes, plain
/// numbers with a point or a comma, the unit or not, any case, "1k", "-inf"; for a pan "L", "30R", "center";
/// for a toggle "on", "yes", "true", "1" and their opposites. The value of `toText(fromText(x))` reads back as
/// the same value. Errors: Error(invalidArgument) that says what can be written. Progress: blocking. [control]
base::Result<double> fromText(const Parameter& parameter, std::string_view text);

} // namespace rondo::plugins
