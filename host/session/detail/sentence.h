// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// A path as it stands in a sentence.
std::string quoted(const std::filesystem::path& path);
/// "'name'", shortened, without control characters and damaged UTF-8.
std::string quotedName(std::string_view name);
/// "SOURCE at PLACE: SENTENCE", or "SOURCE: SENTENCE" for no place.
std::string placed(std::string_view source, std::string_view place, std::string_view sentence);
/// A name as a step of a JSON pointer (RFC 6901).
std::string pointerStep(std::string_view name);
std::string pointerStep(std::size_t index);
/// A number as briefly as tells it from every other one, whole numbers without a point.
std::string brief(double value);
/// Whether a text is UTF-8 (RFC 3629: no surrogates, nothing longer than needed).
bool isUtf8(std::string_view text) noexcept;
bool hasControlCharacter(std::string_view text) noexcept;

} // namespace rondo::host::detail
