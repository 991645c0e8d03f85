// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <rondo/base/result.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rondo::host::detail {

/// A number, or any other JSON, as it stands in the text: nothing is lost by reading and writing it.
struct JsonLiteral {
    std::string text;
};

struct JsonField;

/// A JSON value with the fields of objects in their order.
struct Json {
    using List = std::vector<Json>;
    using Object = std::vector<JsonField>;
    std::variant<std::nullptr_t, bool, JsonLiteral, std::string, List, Object> value = nullptr;
};

struct JsonField {
    std::string name;
    Json value;
};

Json number(double value);
Json number(std::int64_t value);

/// Returns: the value in a text (RFC 8259). Errors: damaged with line and column for what is no JSON; a
/// sentence for a field that is there twice, for too much depth and too many values.
base::Result<Json> readJson(std::string_view text, std::string_view source);

/// In one line.
std::string writeCompact(const Json& json);
/// For people: what is short in one line, the rest in lines of its own.
std::string writePretty(const Json& json);

/// The number of a field of the outermost object, or an empty text: found without reading more than needed, so
/// that it also serves for texts that are not to be kept.
std::string outermostNumber(std::string_view text, std::string_view field);

} // namespace rondo::host::detail
