// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rondo::host::detail {

/// Bytes as base64 (RFC 4648 section 4, with padding).
std::string toBase64(std::string_view bytes);
/// The bytes; nothing for what is no such text, also where it could be written otherwise.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace rondo::host::detail
