// SPDX-License-Identifier: GPL-3.0-only
#include "inspect_command.h"

#include "json_text.h"
#include "list_command.h"
#include "scan_command.h"
#include "summary.h"
#include "text_table.h"
#include <algorithm>
#include <cstdio>
#include <host/hosting/plugin_json.h>
#include <host/hosting/plugin_scan.h>
#include <host/hosting/plugin_search.h>
#include <host/player/preset_folder.h>
#include <host/player/preset_loading.h>

namespace rondo::host {
namespace {

using hosting::PluginDetails;
using hosting::PluginParameter;

std::string asJson(const PluginDetails& details, const std::string& path) {
    auto json = hosting::toJson(details.description);
    json["path"] = path;
    json.update(hosting::toJson(details)); // what is there keeps its place
    return jsonText(json);
}

/// "0 to 1", "low, middle, high", or nothing for what the plugin sets itself and limits nowhere.
std::string rangeOf(const PluginParameter& parameter) {
    std::string text;
    for (const auto& choice : parameter.choices)
        text += (text.empty() ? "" : ", ") + choice;
    if (!text.empty())
        return text;
    if (parameter.minimum.empty() && parameter.maximum.empty())
        return "";
    return parameter.minimum + " to " + parameter.maximum;
}

std::string parameterTable(const PluginDetails& details) {
    std::vector<TableRow> rows{{"", "parameter", "range", "default", "unit", "identifier"}};
    for (const auto& parameter : details.parameters)
        rows.push_back({parameter.output ? "<" : "", cut(parameter.name), cut(rangeOf(parameter)),
                        cut(parameter.initial), parameter.unit, parameter.identifier});
    const bool some = std::ranges::any_of(details.parameters, &PluginParameter::output);
    return rows.size() == 1
               ? ""
               : "\n" + table(rows, {}) + (some ? "< is set by the plugin and can only be read.\n" : "");
}

std::string busesOf(const PluginDetails& details, bool input) {
    std::string text;
    for (const auto& bus : details.buses)
        if (bus.input == input)
            text += (text.empty() ? "" : ", ") + (bus.name.empty() ? "unnamed" : bus.name) + " (" +
                    std::to_string(bus.channels) + (bus.enabled ? ")" : ", off)");
    return text.empty() ? "none" : text;
}

std::string asText(const PluginDetails& details, const std::string& path) {
    const auto& plugin = details.description;
    std::string events = details.takesEvents ? "takes them" : "";
    if (details.makesEvents)
        events += events.empty() ? "makes them" : " and makes them";
    std::vector<TableRow> rows{
        {"name", plugin.name},
        {"vendor", plugin.vendor},
        {"version", plugin.version},
        {"format", hosting::name(plugin.format)},
        {"category", plugin.category + (plugin.instrument ? " (instrument)" : "")},
        {"identifier", plugin.identifier},
        {"file", path},
        {"channels", std::to_string(plugin.inputs) + " in, " + std::to_string(plugin.outputs) + " out"},
        {"input buses", busesOf(details, true)},
        {"output buses", busesOf(details, false)},
        {"latency", counted(details.latency, "frame")},
        {"events", events.empty() ? "none" : events},
        {"editor", details.hasEditor ? "yes" : "no"},
        {"programs", std::to_string(details.programs.size())}};
    return table(rows, {}) + parameterTable(details);
}

/// Where a plugin is, and what it says.
struct Inspected {
    hosting::LocatedPlugin located;
    PluginDetails details;
};
base::Result<Inspected> inspected(const InspectRequest& request, StopSignal& stop) {
    const auto cache = scannedPlugins(request.cache);
    if (!cache)
        return tl::unexpected(cache.error());
    auto found = hosting::findOne(*cache, request.plugin);
    if (!found)
        return tl::unexpected(found.error());
    auto details = hosting::inspect(found->plugin, found->path, ownWorker(request.patience),
                                    [&] { return !stop.requested(); });
    if (!details)
        return tl::unexpected(details.error());
    return Inspected{*std::move(found), *std::move(details)};
}

} // namespace

base::Result<void> inspectPlugin(const InspectRequest& request, StopSignal& stop) {
    const auto plugin = inspected(request, stop);
    if (!plugin)
        return tl::unexpected(plugin.error());
    const auto path = plugin->located.path.string();
    std::fputs((request.json ? asJson(plugin->details, path) : asText(plugin->details, path)).c_str(), stdout);
    return {};
}

base::Result<void> listPresets(const InspectRequest& request, StopSignal& stop) {
    const auto plugin = inspected(request, stop);
    if (!plugin)
        return tl::unexpected(plugin.error());
    const PresetFolder folder(hosting::processEnvironment());
    const auto content = contentOf(plugin->located);
    const auto files = folder.list(content);
    if (!files)
        return tl::unexpected(files.error());
    const auto where = folder.of(content).string();
    nlohmann::ordered_json json{{"plugin", content.identifier}, {"programs", plugin->details.programs}};
    json["folder"] = where;
    json["presets"] = nlohmann::ordered_json::array();
    std::vector<TableRow> rows;
    for (const auto& program : plugin->details.programs)
        rows.push_back({"program", program});
    for (const auto& file : *files) {
        json["presets"].push_back({{"name", file.stem().string()}, {"file", file.string()}});
        rows.push_back({"preset", file.stem().string()});
    }
    const auto none = "'" + content.name + "' has no programs, and no presets in '" + where + "'.\n";
    std::fputs((request.json ? jsonText(json) : rows.empty() ? none : table(rows, {})).c_str(), stdout);
    return {};
}

} // namespace rondo::host
