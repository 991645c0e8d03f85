// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <plugins/common/core/parameter_table.h>
#include <plugins/common/core/state_container.h>
#include <rondo/base/result.h>
#include <span>
#include <string_view>
#include <vector>

namespace rondo::plugins {

/// Who a plugin is in the states it writes.
struct PluginIdentity {
    std::string_view id;       ///< stable and unique: "org.rondo-audio.strip"
    std::string_view name;     ///< what people see
    std::uint32_t release = 1; ///< counts the releases that added or changed parameters
};

/// The meaning of a state: a value for each parameter of a table, and entries that this release does not know.
struct PluginState {
    std::vector<double> values;      ///< by index, in real units
    std::vector<StateEntry> unknown; ///< kept for the release that does know them

    /// Returns: the state as bytes, parameters in table order, then what is unknown. Requires: `values` fit
    /// `table`. Errors: as StateContainer::toBytes. Progress: blocking. [control]
    std::vector<std::byte> toBytes(const PluginIdentity& identity, const ParameterTable& table) const;
    /// Returns: the state in `bytes`. A parameter that is missing has the default of the release that wrote the
    /// state; a value outside the range moves to its edge. Errors: as StateContainer::fromBytes;
    /// Error(unsupported) for the state of another plugin; Error(damaged) for a parameter that is text.
    /// Progress: blocking. [control]
    static base::Result<PluginState> fromBytes(std::span<const std::byte> bytes, const PluginIdentity& identity,
                                               const ParameterTable& table);
};

} // namespace rondo::plugins
