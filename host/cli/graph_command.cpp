// SPDX-License-Identifier: GPL-3.0-only
#include "graph_command.h"

#include "json_text.h"
#include "summary.h"
#include "text_table.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <rondo/graph/graph_picture.h>
#include <rondo/session/file/text_file.h>
#include <rondo/session/graph/graph_build.h>
#include <rondo/session/graph/graph_file.h>
#include <set>
#include <unordered_map>

namespace rondo::host {
namespace {

using base::Result;
using graph::ScheduleLine;
using Row = TableRow;

/// Buffers of ports: "1-2, 5", a dot for silence, and "+3" for ports that find no room.
std::string written(const std::vector<ScheduleLine::Buffers>& ports) {
    constexpr std::size_t mostPorts = 6;
    std::string text;
    for (std::size_t port = 0; port < std::min(ports.size(), mostPorts); ++port) {
        text += port == 0 ? "" : ", ";
        const auto& buffers = ports[port];
        for (std::size_t first = 0; first < buffers.size();) {
            std::size_t last = first;
            while (last + 1 < buffers.size() &&
                   buffers[last + 1] == buffers[last] + (buffers[first] == 0 ? 0 : 1))
                ++last;
            text += first == 0 ? "" : " ";
            text += buffers[first] == 0 ? "\u00b7" : std::to_string(buffers[first]);
            text += last > first && buffers[first] != 0 ? "-" + std::to_string(buffers[last]) : "";
            first = last + 1;
        }
    }
    return ports.size() > mostPorts ? text + " +" + std::to_string(ports.size() - mostPorts) : text;
}

/// A graph that was compiled, with what only its description knows.
struct Compiled {
    graph::GraphPicture picture;
    std::vector<ScheduleLine> lines;
    std::unordered_map<graph::NodeId, std::string> types;
    double rate = 0;

    void addTypes(const session::GraphDescription& description, const session::BuiltGraph& built) {
        for (std::size_t index = 0; index < built.nodes.size(); ++index)
            types.emplace(built.nodes[index], description.nodes[index].type);
        for (std::size_t index = 0; index < built.inside.size(); ++index)
            addTypes(description.groups[index].graph, built.inside[index]);
    }
    std::string typeOf(graph::NodeId node) const {
        const auto found = types.find(node);
        return found != types.end() ? found->second : "";
    }
    /// Of each step the number of the pass that it makes together with others, as in the picture; 0: none.
    std::vector<std::size_t> passes() const {
        std::vector<std::size_t> numbers(lines.size(), 0);
        std::size_t last = 0;
        for (std::size_t step = 1; step < lines.size(); ++step)
            if (lines[step].fused) {
                if (numbers[step - 1] == 0)
                    numbers[step - 1] = ++last;
                numbers[step] = numbers[step - 1];
            }
        return numbers;
    }
    std::size_t buffers() const {
        std::set<std::uint32_t> used;
        for (const auto& line : lines)
            for (const auto& port : line.writes)
                used.insert(port.begin(), port.end());
        return used.size();
    }
};

Result<Compiled> compile(const std::filesystem::path& file) {
    const auto description = session::loadGraph(file);
    if (!description)
        return tl::unexpected(description.error());
    const auto source = "'" + file.string() + "'";
    auto [control, processor] = graph::makeGraph({.rate = description->rate,
                                                  .inputChannels = description->inputs,
                                                  .outputChannels = description->outputs},
                                                 std::make_shared<concurrency::Reclaimer>());
    auto edit = control.edit();
    session::GraphBuildOptions options;
    options.source = source;
    const auto built = session::addGraph(edit, *description, options);
    if (!built)
        return tl::unexpected(built.error());
    if (const auto committed = edit.commit(); !committed)
        return base::fail(committed.error().code, source + ": " + committed.error().text);
    Compiled compiled{control.picture(), control.schedule(), {}, description->rate};
    compiled.addTypes(*description, *built);
    for (auto& node : compiled.picture.nodes)
        node.type = compiled.typeOf(node.id);
    return compiled;
}

std::string asTable(const Compiled& compiled) {
    const auto passes = compiled.passes();
    std::vector<Row> rows{{"step", "does", "node", "type", "reads", "writes", "latency", "pass"}};
    for (std::size_t step = 0; step < compiled.lines.size(); ++step) {
        const auto& line = compiled.lines[step];
        rows.push_back({std::to_string(step + 1), line.action, cut(line.name),
                        line.action == "add" ? "" : compiled.typeOf(line.node), written(line.reads),
                        written(line.writes), line.latency > 0 ? std::to_string(line.latency) : "",
                        passes[step] > 0 ? std::to_string(passes[step]) : ""});
    }
    const auto fused = static_cast<std::size_t>(std::ranges::count(compiled.lines, true, &ScheduleLine::fused));
    std::array<char, 96> latency{};
    std::snprintf(latency.data(), latency.size(), "%u frames (%.1f ms)", compiled.picture.latency,
                  1000 * compiled.picture.latency / compiled.rate);
    return table(rows, {0, 6, 7}) + "\n" + counted(compiled.types.size(), "node") + ", " +
           counted(compiled.picture.edges.size(), "edge") + ", " + counted(compiled.lines.size(), "step") +
           (fused > 0 ? " in " + std::to_string(compiled.lines.size() - fused) + " passes" : "") + ", " +
           counted(compiled.buffers(), "buffer") + "; latency " + latency.data() + "\n";
}

std::string asJson(const Compiled& compiled) {
    nlohmann::ordered_json json;
    json["nodes"] = compiled.types.size();
    json["edges"] = compiled.picture.edges.size();
    json["buffers"] = compiled.buffers();
    json["rate"] = compiled.rate;
    json["latency"] = compiled.picture.latency;
    json["steps"] = nlohmann::ordered_json::array();
    const auto passes = compiled.passes();
    for (std::size_t step = 0; step < compiled.lines.size(); ++step) {
        const auto& line = compiled.lines[step];
        json["steps"].push_back({{"does", line.action},
                                 {"node", line.name},
                                 {"type", compiled.typeOf(line.node)},
                                 {"reads", line.reads},
                                 {"writes", line.writes},
                                 {"latency", line.latency},
                                 {"pass", passes[step]}});
    }
    return jsonText(json);
}

std::string shown(const session::OptionValue& value) {
    if (const auto* toggle = std::get_if<bool>(&value))
        return *toggle ? "true" : "false";
    std::array<char, 32> number{};
    if (const auto* given = std::get_if<double>(&value)) {
        std::snprintf(number.data(), number.size(), *given == std::floor(*given) ? "%.0f" : "%.6g", *given);
        return number.data();
    }
    return std::get<std::string>(value);
}

std::string choicesOf(const session::NodeOption& option) {
    std::string list;
    for (const auto& choice : option.choices)
        list += (list.empty() ? "" : ", ") + choice;
    if (option.kind == session::OptionKind::toggle)
        return "true or false";
    if (option.kind == session::OptionKind::text)
        return "a text; must be given";
    return option.choices.empty() ? shown(option.minimum) + " to " + shown(option.maximum) +
                                        (option.unit.empty() ? "" : " " + option.unit)
                                  : list;
}

/// Every type with its options and parameters; the columns are those of one table.
std::string typesTable() {
    const session::NodeCatalogue catalogue;
    std::vector<Row> rows{{"", "name", "values", "if not given"}};
    std::vector<std::pair<std::size_t, std::string>> titles; // before which row
    for (const auto& type : catalogue.types()) {
        titles.emplace_back(rows.size(), "\n" + type.name + ": " + type.summary + "\n");
        for (const auto& option : type.options)
            rows.push_back({"  option", option.name, choicesOf(option), shown(option.initial)});
        for (const auto& parameter : type.make({"", type.name})->describe().parameters)
            rows.push_back({"  parameter", parameter.name,
                            shown(static_cast<double>(parameter.minimum)) + " to " +
                                shown(static_cast<double>(parameter.maximum)) +
                                (parameter.unit.empty() ? "" : " " + parameter.unit),
                            shown(static_cast<double>(parameter.initial))});
    }
    const auto lines = table(rows, {});
    std::string text;
    std::size_t place = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const auto& [before, title] : titles)
            text += before == row ? title : "";
        const auto end = lines.find('\n', place) + 1;
        text += lines.substr(place, end - place);
        place = end;
    }
    return text;
}

} // namespace

Result<void> showGraph(const GraphOptions& options) {
    if (options.types) {
        std::fputs(typesTable().c_str(), stdout);
        return {};
    }
    const auto compiled = compile(options.file);
    if (!compiled)
        return tl::unexpected(compiled.error());
    const std::array inputs{options.file};
    if (!options.svg.empty())
        if (auto saved = session::saveText(graph::toSvg(compiled->picture), options.svg, inputs); !saved)
            return saved;
    if (!options.dot.empty())
        if (auto saved = session::saveText(graph::toDot(compiled->picture), options.dot, inputs); !saved)
            return saved;
    std::fputs((options.json ? asJson(*compiled) : asTable(*compiled)).c_str(), stdout);
    return {};
}

} // namespace rondo::host
