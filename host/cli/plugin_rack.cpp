// SPDX-License-Identifier: GPL-3.0-only
#include "plugin_rack.h"

#include "list_command.h"
#include "scan_command.h"
#include <algorithm>
#include <cctype>
#include <host/hosting/insert_chain.h>
#include <host/hosting/plugin_loader.h>
#include <host/hosting/plugin_scan.h>
#include <host/hosting/plugin_search.h>
#include <host/player/preset_folder.h>
#include <host/player/preset_loading.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/runtime/engine.h>
#include <string>

namespace rondo::host {

using base::ErrorCode;
using base::Result;

struct PluginRack::Parts {
    hosting::PluginLoader loader; // first: all plugins go before it
    std::vector<std::unique_ptr<hosting::HostedPlugin>> plugins;
    std::vector<bool> told; ///< of each, that it threw
};

PluginRack::PluginRack() = default;
PluginRack::~PluginRack() = default;

namespace {

bool sameWord(const std::string& one, const std::string& other) {
    return std::ranges::equal(one, other, [](unsigned char left, unsigned char right) {
        return std::tolower(left) == std::tolower(right);
    });
}

/// Gives a plugin a preset that somebody has saved, after it was tried in a child process.
Result<void> takeFile(hosting::HostedPlugin& plugin, const hosting::LocatedPlugin& located,
                      const InsertContent& wanted, const std::filesystem::path& file) {
    const auto content = loadPresetOf(wanted, file);
    if (!content)
        return tl::unexpected(content.error());
    const auto& preset = std::get<HostedPlugin>(*content);
    if (!preset.state->empty())
        if (const auto tried = hosting::tryState(located.plugin, located.path, *preset.state,
                                                 ownWorker(hosting::WorkerOptions{}.patience));
            !tried)
            return base::fail(tried.error().code, "'" + file.string() + "': " + tried.error().text);
    if (auto taken = takeState(plugin, preset, file); !taken)
        return taken;
    const auto parameters = plugin.parameters();
    for (const auto& [id, value] : preset.parameters)
        if (const auto at = std::ranges::find(parameters, id, &hosting::HostedParameter::id);
            at != parameters.end())
            plugin.setValue(static_cast<std::size_t>(at - parameters.begin()),
                            static_cast<float>(std::clamp(value, 0.0, 1.0)));
    return {};
}

/// A preset that somebody has saved, by its name or file, or else a program of the plugin's own.
Result<void> takePreset(hosting::HostedPlugin& plugin, const hosting::LocatedPlugin& located,
                        const InsertArgument& insert) {
    if (insert.preset.empty())
        return {};
    const InsertContent wanted = contentOf(located);
    const auto file = PresetFolder(hosting::processEnvironment()).find(wanted, insert.preset);
    const auto programs = plugin.programs();
    const auto at =
        std::ranges::find_if(programs, [&](const auto& name) { return sameWord(name, insert.preset); });
    // A program's name may look like that of a file: "Piano/Soft".
    if (std::error_code ignored; file && (at == programs.end() || std::filesystem::exists(*file, ignored)))
        return takeFile(plugin, located, wanted, *file);
    if (!file && file.error().code != ErrorCode::notFound)
        return tl::unexpected(file.error());
    if (at != programs.end())
        return plugin.setProgram(static_cast<std::size_t>(at - programs.begin()));
    return base::fail(ErrorCode::notFound, "The plugin '" + plugin.name() + "' has no preset or program '" +
                                               insert.preset + "'; see 'rondo presets " + insert.plugin + "'.");
}

} // namespace

Result<void> setValues(hosting::HostedPlugin& plugin, const InsertArgument& insert) {
    const auto parameters = plugin.parameters();
    for (const auto& [wanted, text] : insert.values) {
        auto at = std::ranges::find(parameters, wanted, &hosting::HostedParameter::id);
        if (at == parameters.end())
            at =
                std::ranges::find_if(parameters, [&](const auto& each) { return sameWord(each.name, wanted); });
        const auto seeInfo = "; see 'rondo info " + insert.plugin + "'.";
        if (at == parameters.end())
            return base::fail(ErrorCode::notFound,
                              "The plugin '" + plugin.name() + "' has no parameter '" + wanted + "'" + seeInfo);
        const auto number = static_cast<std::size_t>(at - parameters.begin());
        const auto value = plugin.valueOf(number, text);
        if (!value)
            return base::fail(ErrorCode::invalidArgument, "The plugin '" + plugin.name() + "' takes no '" +
                                                              text + "' for its parameter '" + at->name + "'" +
                                                              seeInfo);
        plugin.setValue(number, *value);
    }
    return {};
}

Result<graph::NodeId> PluginRack::build(runtime::Engine& engine, const InsertRequest& inserts, bool offline) {
    if (inserts.plugins.empty())
        return engine.master();
    const auto known = scannedPlugins(inserts.cache);
    if (!known)
        return tl::unexpected(known.error());
    parts_ = std::make_unique<Parts>();
    const auto& format = engine.device().format();
    auto edit = engine.graph().edit();
    const auto entrance = edit.add(
        std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = format.outputChannels}), "inserts");
    if (const auto committed = edit.commit(); !committed)
        return tl::unexpected(committed.error());
    hosting::InsertChain chain(engine.graph(), entrance, engine.master());
    if (auto connected = chain.connect(); !connected)
        return tl::unexpected(connected.error());
    const auto fill = [&]() -> Result<void> {
        for (const auto& insert : inserts.plugins) {
            const auto found = hosting::findOne(*known, insert.plugin);
            if (!found)
                return tl::unexpected(found.error());
            auto plugin = parts_->loader.load(*found, {.rate = format.rate,
                                                       .maximumFrames = format.maximumFrames,
                                                       .width = format.outputChannels,
                                                       .offline = offline});
            if (!plugin)
                return tl::unexpected(plugin.error());
            if (auto taken = takePreset(**plugin, *found, insert); !taken)
                return taken;
            if (auto set = setValues(**plugin, insert); !set)
                return set;
            const auto place = chain.inserts().size();
            if (const auto added = chain.add({place + 1}, place, *std::move(plugin)); !added)
                return tl::unexpected(added.error());
        }
        return {};
    };
    const auto filled = fill();
    parts_->plugins = chain.release();
    parts_->told.resize(parts_->plugins.size());
    if (!filled)
        return tl::unexpected(filled.error());
    return entrance;
}

void PluginRack::attend() {
    if (parts_)
        parts_->loader.deliverMessages();
}

std::vector<std::string> PluginRack::notices() {
    std::vector<std::string> notices;
    if (!parts_)
        return notices;
    for (std::size_t number = 0; number < parts_->plugins.size(); ++number) {
        const auto& plugin = *parts_->plugins[number];
        if (parts_->told[number] || plugin.thrown() == 0)
            continue;
        notices.push_back("The plugin '" + plugin.name() +
                          "' threw an exception while it played; blocks in which it does are silent.");
        parts_->told[number] = true;
    }
    return notices;
}

} // namespace rondo::host
