// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <rondo/base/result.h>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rondo::plugins {

/// A number in its real unit, or text.
using StateValue = std::variant<double, std::string>;

/// One key with its value.
struct StateEntry {
    std::string key;
    StateValue value;
    friend bool operator==(const StateEntry&, const StateEntry&) = default;
};

/// What a host keeps of a plugin, without the meaning of its keys. As bytes, all integers little-endian:
///
///     "RondoSt1"  format u16 = 1  reserved u16 = 0  release u32  count u32  CRC-32 u32 of all that follows
///     id: length u8, ASCII        then `count` entries:
///     key: length u8, ASCII       kind u8 = 1: the 8 bytes of an IEEE double
///                                 kind u8 = 2: length u32, UTF-8
///
/// The same content is the same bytes, on every machine and in every locale.
struct StateContainer {
    static constexpr std::size_t maximumBytes = std::size_t{1} << 20;
    static constexpr std::size_t maximumEntries = 4096;

    std::string pluginId;
    std::uint32_t release = 1; ///< of the plugin that wrote it
    std::vector<StateEntry> entries;

    /// Returns: the value under `key`, or null. Progress: wait-free, linear. [any]
    const StateValue* find(std::string_view key) const noexcept;
    /// Returns: the content as bytes. Errors: Failure(invalidArgument) for an id or key that is empty or above
    /// 255 bytes, and for more than `maximumEntries` or `maximumBytes` in all. Progress: blocking. [control]
    std::vector<std::byte> toBytes() const;
    /// Returns: the content of `bytes`. No length in them is believed before it is checked.
    /// Errors: Error(damaged) for what is not such a container, is cut off, changed or too large, has a doubled
    /// key or a number that is not finite; Error(unsupported) for a format of the future. Progress: blocking.
    /// [control]
    static base::Result<StateContainer> fromBytes(std::span<const std::byte> bytes);

    friend bool operator==(const StateContainer&, const StateContainer&) = default;
};

} // namespace rondo::plugins
