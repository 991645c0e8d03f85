// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace rondo::host::detail {

/// The fields that this release knows of one object; every other one is kept as unknown.
using FieldNames = std::span<const std::string_view>;

namespace fields {
inline constexpr std::string_view session[] = {"format",    "version", "revision", "name",   "source",
                                               "transport", "inserts", "strip",    "master", "devices"};
inline constexpr std::string_view source[] = {"kind", "files", "input"};
inline constexpr std::string_view file[] = {"path", "pathBytes"};
inline constexpr std::string_view input[] = {"first", "channels"};
inline constexpr std::string_view transport[] = {"position", "loopStart", "loopEnd", "looping"};
inline constexpr std::string_view insert[] = {"id", "node", "plugin", "bypass", "window"};
inline constexpr std::string_view node[] = {"type", "options", "parameters"};
inline constexpr std::string_view plugin[] = {"format", "identifier", "name", "maker", "parameters", "state"};
inline constexpr std::string_view window[] = {"x", "y", "width", "height", "open"};
inline constexpr std::string_view strip[] = {"gain", "pan", "width", "mute", "invertLeft", "invertRight"};
inline constexpr std::string_view master[] = {"gain", "mute", "mono"};
inline constexpr std::string_view devices[] = {"hostApi", "output", "input", "rate", "blockFrames"};
} // namespace fields

inline bool has(FieldNames names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

} // namespace rondo::host::detail
