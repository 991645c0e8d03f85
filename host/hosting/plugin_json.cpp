// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/plugin_json.h>

namespace rondo::hosting {

using Json = nlohmann::ordered_json;

namespace {

Json toJson(const PluginParameter& parameter) {
    return {
        {"identifier", parameter.identifier}, {"name", parameter.name},       {"unit", parameter.unit},
        {"minimum", parameter.minimum},       {"maximum", parameter.maximum}, {"default", parameter.initial},
        {"steps", parameter.steps},           {"output", parameter.output},   {"choices", parameter.choices}};
}

} // namespace

Json toJson(const PluginDescription& description) {
    return {{"format", name(description.format)},
            {"identifier", description.identifier},
            {"name", description.name},
            {"vendor", description.vendor},
            {"version", description.version},
            {"category", description.category},
            {"inputs", description.inputs},
            {"outputs", description.outputs},
            {"instrument", description.instrument}};
}

Json toJson(const PluginDetails& details) {
    auto json = toJson(details.description);
    json["latency"] = details.latency;
    json["takesEvents"] = details.takesEvents;
    json["makesEvents"] = details.makesEvents;
    json["hasEditor"] = details.hasEditor;
    json["programs"] = details.programs;
    json["buses"] = Json::array();
    for (const auto& bus : details.buses)
        json["buses"].push_back(
            {{"name", bus.name}, {"channels", bus.channels}, {"input", bus.input}, {"enabled", bus.enabled}});
    json["parameters"] = Json::array();
    for (const auto& parameter : details.parameters)
        json["parameters"].push_back(toJson(parameter));
    return json;
}

} // namespace rondo::hosting
