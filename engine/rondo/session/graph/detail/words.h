// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rondo::session::detail {

/// The candidate that takes the fewest changes (a letter too many, missing, wrong, or two swapped: Damerau's
/// distance in its restricted form), as long as not more than a third of the letters change; else "".
std::string nearestName(std::string_view wanted, std::span<const std::string> candidates);

/// How a sentence about an unknown name ends: "; the nearest is 'gain'", "; there are gain and pan", or, when
/// there is nothing, "; there are none".
std::string suggestion(std::string_view wanted, std::span<const std::string> candidates);

/// "a, b and c".
std::string listed(std::span<const std::string> names);

/// A number as briefly as a float tells it apart, in every locale: "0.95", "-144".
std::string brief(double value);

/// "'name'", with control characters and what is too long left out.
std::string quotedName(std::string_view name);

/// Whether a text is valid UTF-8 without control characters.
bool isPlainText(std::string_view text);

/// A name as a step of a JSON pointer (RFC 6901): "/name".
std::string pointerStep(std::string_view name);
std::string pointerStep(std::size_t index);

/// Without spaces at both ends.
std::string_view trimmed(std::string_view text);

} // namespace rondo::session::detail
