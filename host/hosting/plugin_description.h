// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::hosting {

enum class PluginFormat { ladspa, lv2, vst3 };

/// Returns: "LADSPA", "LV2" or "VST3". [any]
const char* name(PluginFormat format) noexcept;
/// Returns: the format of that name, in capitals or not. [any]
std::optional<PluginFormat> formatOf(std::string_view name) noexcept;

/// What a plugin says of itself. Plain values; whoever holds one owns it.
struct PluginDescription {
    PluginFormat format = PluginFormat::lv2;
    /// The same on every machine: an LV2's URI, "ladspa:NUMBER:LABEL", "vst3:NUMBER".
    std::string identifier;
    std::string name;
    std::string vendor;
    std::string version;
    std::string category;
    std::uint32_t inputs = 0;  ///< audio channels
    std::uint32_t outputs = 0; ///< audio channels
    bool instrument = false;

    bool operator==(const PluginDescription&) const = default;
};

/// A parameter as its plugin shows it.
struct PluginParameter {
    std::string identifier;
    std::string name;
    std::string unit;
    std::string minimum;
    std::string maximum;
    std::string initial;
    std::uint32_t steps = 0; ///< 0: continuous
    bool output = false;     ///< the plugin sets it, the host shows it
    std::vector<std::string> choices;
};

struct PluginBus {
    std::string name;
    std::uint32_t channels = 0;
    bool input = false;
    bool enabled = true; ///< without being asked
};

/// What can be said of a plugin only after it has been loaded.
struct PluginDetails {
    PluginDescription description;
    std::vector<PluginParameter> parameters;
    std::vector<PluginBus> buses;
    std::vector<std::string> programs;
    std::uint32_t latency = 0; ///< frames, at 48 kHz
    bool takesEvents = false;
    bool makesEvents = false;
    bool hasEditor = false;
};

} // namespace rondo::hosting
