// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/preset_loading.h>

#include <algorithm>
#include <host/player/insert_title.h>
#include <host/session/detail/sentence.h>
#include <host/session/preset_file.h>
#include <rondo/base/error.h>

namespace rondo::host {

namespace fs = std::filesystem;
using base::Result;

namespace {

bool sameKind(const InsertContent& one, const InsertContent& other) {
    const auto* const plugin = std::get_if<HostedPlugin>(&one);
    const auto* const otherPlugin = std::get_if<HostedPlugin>(&other);
    if (plugin != nullptr && otherPlugin != nullptr)
        return plugin->format == otherPlugin->format && plugin->identifier == otherPlugin->identifier;
    const auto* const node = std::get_if<OwnNode>(&one);
    const auto* const otherNode = std::get_if<OwnNode>(&other);
    return node != nullptr && otherNode != nullptr && node->type == otherNode->type;
}

/// "'Delay' (LV2)".
std::string described(const Insert& insert) {
    const auto* const plugin = std::get_if<HostedPlugin>(&insert.content);
    return detail::quotedName(InsertTitle::of(insert).name) + " (" +
           (plugin != nullptr
                ? detail::quotedName(plugin->format) + " " + detail::quotedName(plugin->identifier)
                : "of Rondo's own") +
           ")";
}

} // namespace

HostedPlugin contentOf(const hosting::LocatedPlugin& plugin) {
    return {hosting::name(plugin.plugin.format), plugin.plugin.identifier, plugin.plugin.name,
            plugin.plugin.vendor};
}

Result<InsertContent> loadPresetOf(const InsertContent& wanted, const fs::path& file) {
    auto preset = loadPreset(file);
    if (preset && !sameKind(*preset, wanted))
        return base::fail(base::ErrorCode::invalidArgument, detail::quoted(file) + " is a preset of " +
                                                                described({{}, *preset}) + ", and one of " +
                                                                described({{}, wanted}) +
                                                                " was expected; choose another file.");
    return preset;
}

Result<void> takeState(hosting::HostedPlugin& plugin, const HostedPlugin& preset, const fs::path& file) {
    const auto state = std::as_bytes(std::span(*preset.state));
    if (state.empty())
        return {};
    const auto before = plugin.state();
    if (auto set = plugin.setState(state); !set)
        return base::fail(set.error().code, detail::quoted(file) + ": " + set.error().text);
    // Plugins do not tell that they make nothing of a state.
    if (preset.parameters.empty() && before && !std::ranges::equal(*before, state) && plugin.state() == *before)
        return base::fail(
            base::ErrorCode::invalidArgument,
            detail::quoted(file) + ": its state has changed nothing of the plugin '" + plugin.name() +
                "', which stands so already or makes nothing of it; if it sounds wrong, load an older copy.");
    return {};
}

} // namespace rondo::host
