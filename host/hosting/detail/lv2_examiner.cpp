// SPDX-License-Identifier: GPL-3.0-only
#include <host/hosting/detail/plugin_examiners.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <lilv/lilv.h>
#include <memory>
#include <string_view>

namespace rondo::hosting::detail {
namespace {

constexpr const char* core = "http://lv2plug.in/ns/lv2core#";
constexpr const char* units = "http://lv2plug.in/ns/extensions/units#";
constexpr const char* rdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

template <auto free>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        free(object);
    }
};
using World = std::unique_ptr<LilvWorld, Freer<lilv_world_free>>;
using Node = std::unique_ptr<LilvNode, Freer<lilv_node_free>>;
using Nodes = std::unique_ptr<LilvNodes, Freer<lilv_nodes_free>>;
using Points = std::unique_ptr<LilvScalePoints, Freer<lilv_scale_points_free>>;

std::string textOf(const LilvNode* node) { return node == nullptr ? "" : lilv_node_as_string(node); }

std::string afterHash(const std::string& uri) {
    const auto hash = uri.find_last_of("#/");
    return hash == std::string::npos ? uri : uri.substr(hash + 1);
}

/// One plugin, read with one world. Reads the files of its bundle, and no code of it.
class Reader {
public:
    Reader(LilvWorld* world, const LilvPlugin* plugin) : world_(world), plugin_(plugin) {}

    PluginDetails read() const {
        PluginDetails details;
        auto& description = details.description;
        description.format = PluginFormat::lv2;
        description.identifier = textOf(lilv_plugin_get_uri(plugin_));
        description.name = textOf(Node(lilv_plugin_get_name(plugin_)).get());
        description.vendor = textOf(Node(lilv_plugin_get_author_name(plugin_)).get());
        description.category = category();
        description.instrument = description.category == "Instrument";
        description.version = valueOf("minorVersion") + "." + valueOf("microVersion");
        if (description.version == ".")
            description.version.clear();
        for (std::uint32_t index = 0; index < lilv_plugin_get_num_ports(plugin_); ++index)
            addPort(lilv_plugin_get_port_by_index(plugin_, index), details);
        return details;
    }

private:
    Node uri(const std::string& text) const { return Node(lilv_new_uri(world_, text.c_str())); }
    Node coreUri(const char* name) const { return uri(std::string(core) + name); }

    std::string valueOf(const char* property) const {
        const Nodes values(lilv_plugin_get_value(plugin_, coreUri(property).get()));
        return values ? textOf(lilv_nodes_get_first(values.get())) : "";
    }

    /// The narrowest class of the specification that the plugin names: "Reverb" for lv2:ReverbPlugin.
    std::string category() const {
        const Nodes types(lilv_plugin_get_value(plugin_, uri(rdfType).get()));
        std::string found;
        LILV_FOREACH(nodes, place, types.get()) {
            const auto type = textOf(lilv_nodes_get(types.get(), place));
            // Every plugin also names the class "Plugin" itself.
            if (type.starts_with(core) && type.ends_with("Plugin") && type.size() > found.size())
                found = type;
        }
        constexpr std::size_t around = std::string_view(core).size() + std::string_view("Plugin").size();
        return found.size() <= around ? "Effect"
                                      : found.substr(std::string_view(core).size(), found.size() - around);
    }

    void addPort(const LilvPort* port, PluginDetails& details) const {
        const bool input = lilv_port_is_a(plugin_, port, coreUri("InputPort").get());
        if (lilv_port_is_a(plugin_, port, coreUri("AudioPort").get()))
            ++(input ? details.description.inputs : details.description.outputs);
        else if (lilv_port_is_a(plugin_, port, coreUri("ControlPort").get()))
            details.parameters.push_back(parameter(port, input));
    }

    PluginParameter parameter(const LilvPort* port, bool input) const {
        PluginParameter result;
        result.identifier = textOf(lilv_port_get_symbol(plugin_, port));
        result.name = textOf(Node(lilv_port_get_name(plugin_, port)).get());
        result.unit = unitOf(port);
        result.output = !input;
        LilvNode* initial = nullptr;
        LilvNode* minimum = nullptr;
        LilvNode* maximum = nullptr;
        lilv_port_get_range(plugin_, port, &initial, &minimum, &maximum);
        const Node owned[] = {Node(initial), Node(minimum), Node(maximum)};
        const auto number = [](const LilvNode* node) {
            return node == nullptr ? "" : shown(lilv_node_as_float(node));
        };
        result.initial = number(initial);
        result.minimum = number(minimum);
        result.maximum = number(maximum);
        const Points points(lilv_port_get_scale_points(plugin_, port));
        if (points)
            LILV_FOREACH(scale_points, place, points.get())
        result.choices.push_back(
            textOf(lilv_scale_point_get_label(lilv_scale_points_get(points.get(), place))));
        if (has(port, "toggled"))
            result.steps = 2;
        else if (has(port, "enumeration"))
            result.steps = static_cast<std::uint32_t>(result.choices.size());
        else if (has(port, "integer") && minimum != nullptr && maximum != nullptr)
            result.steps = static_cast<std::uint32_t>(
                std::clamp(lilv_node_as_float(maximum) - lilv_node_as_float(minimum) + 1, 0.0F, 1e6F));
        return result;
    }

    bool has(const LilvPort* port, const char* property) const {
        return lilv_port_has_property(plugin_, port, coreUri(property).get());
    }

    std::string unitOf(const LilvPort* port) const {
        const Node unit(lilv_port_get(plugin_, port, uri(std::string(units) + "unit").get()));
        if (!unit)
            return "";
        if (const Node symbol(
                lilv_world_get(world_, unit.get(), uri(std::string(units) + "symbol").get(), nullptr));
            symbol)
            return textOf(symbol.get());
        if (!lilv_node_is_uri(unit.get()))
            return "";
        const auto known = afterHash(textOf(unit.get()));
        constexpr std::array<std::array<const char*, 2>, 12> symbols{{{"db", "dB"},
                                                                      {"hz", "Hz"},
                                                                      {"khz", "kHz"},
                                                                      {"mhz", "MHz"},
                                                                      {"pc", "%"},
                                                                      {"coef", ""},
                                                                      {"degree", "\u00b0"},
                                                                      {"semitone12TET", "semitones"},
                                                                      {"midiNote", "note"},
                                                                      {"oct", "octaves"},
                                                                      {"cent", "cents"},
                                                                      {"frame", "frames"}}};
        for (const auto& [name, symbol] : symbols)
            if (known == name)
                return symbol;
        return known;
    }

    LilvWorld* world_;
    const LilvPlugin* plugin_;
};

std::string libraryOf(const LilvPlugin* plugin) {
    const auto* uri = lilv_plugin_get_library_uri(plugin);
    const std::unique_ptr<char, Freer<lilv_free>> path(
        uri == nullptr ? nullptr : lilv_file_uri_parse(lilv_node_as_uri(uri), nullptr));
    return path == nullptr ? "" : path.get();
}

} // namespace

void examineLv2(const WorkerRequest& request, JuceLoader& loader, WorkerReport& report) {
    report.begin("");
    const World world(lilv_world_new());
    const auto folder = request.path + "/";
    const Node bundle(lilv_new_file_uri(world.get(), nullptr, folder.c_str()));
    lilv_world_load_bundle(world.get(), bundle.get());
    const auto* plugins = lilv_world_get_all_plugins(world.get());
    const auto searched = std::filesystem::path(request.path).parent_path().string();
    LILV_FOREACH(plugins, place, plugins) {
        const auto* plugin = lilv_plugins_get(plugins, place);
        const auto identifier = textOf(lilv_plugin_get_uri(plugin));
        if (!request.wants(identifier))
            continue;
        report.begin(identifier);
        std::string error;
        if (openLibrary(libraryOf(plugin), error) == nullptr) {
            report.refused(identifier, error);
            continue;
        }
        examineOne(request, Reader(world.get(), plugin).read(), {PluginFormat::lv2, identifier, 0, searched},
                   loader, report);
    }
}

} // namespace rondo::hosting::detail
