// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rondo::session::detail {

/// Returns: "20 ms" as 0.02 where the unit is "s": a number and either that unit or, for Hz, s and plain
/// numbers, kHz, ms and %. Nothing for anything else.
std::optional<double> readQuantity(std::string_view text, std::string_view unit);

/// What is expected of a quantity: "a number in Hz or kHz".
std::string expectedQuantity(std::string_view unit);

} // namespace rondo::session::detail
