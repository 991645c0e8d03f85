// SPDX-License-Identifier: GPL-3.0-only
#include <plugins/common/core/plugin_state.h>

namespace rondo::plugins {

std::vector<std::byte> PluginState::toBytes(const PluginIdentity& identity, const ParameterTable& table) const {
    StateContainer container{std::string(identity.id), identity.release, {}};
    for (std::size_t index = 0; index < table.size(); ++index)
        container.entries.push_back({std::string(table[index].id), values[index]});
    container.entries.insert(container.entries.end(), unknown.begin(), unknown.end());
    return container.toBytes();
}

base::Result<PluginState> PluginState::fromBytes(std::span<const std::byte> bytes,
                                                 const PluginIdentity& identity, const ParameterTable& table) {
    auto container = StateContainer::fromBytes(bytes);
    if (!container)
        return tl::unexpected(std::move(container.error()));
    if (container->pluginId != identity.id)
        return base::fail(base::ErrorCode::unsupported, "A state of " + std::string(identity.id) +
                                                            " was expected, and one of " + container->pluginId +
                                                            " was found; load it into that plugin.");
    PluginState state;
    for (const auto& parameter : table)
        state.values.push_back(parameter.defaultIn(container->release));
    for (auto& entry : container->entries) {
        const auto index = table.find(entry.key);
        if (!index) {
            state.unknown.push_back(std::move(entry));
        } else if (const auto* number = std::get_if<double>(&entry.value)) {
            state.values[*index] = table[*index].clamp(*number);
        } else {
            return base::fail(base::ErrorCode::damaged,
                              "A number was expected for the parameter '" + entry.key +
                                  "' and text was found; the present settings stay as they "
                                  "are.");
        }
    }
    return state;
}

} // namespace rondo::plugins
