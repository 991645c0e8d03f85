// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <rondo/base/result.h>
#include <string_view>

namespace rondo::session::detail {

/// Returns: a JSON text as a value, its fields in their order; comments are skipped. Errors: damaged with line
/// and column for what is no JSON; invalidArgument with a JSON pointer for a field that is there twice.
base::Result<nlohmann::ordered_json> readJson(std::string_view text, std::string_view source);

} // namespace rondo::session::detail
