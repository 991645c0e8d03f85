// SPDX-License-Identifier: MIT
#include <rondo/session/graph/detail/graph_reading.h>

#include <algorithm>
#include <cmath>
#include <rondo/graph/node_group.h>
#include <rondo/session/graph/detail/quantity.h>
#include <rondo/session/graph/detail/resolved_description.h>
#include <rondo/session/graph/detail/words.h>
#include <utility>
#include <vector>

namespace rondo::session::detail {

using base::ErrorCode;

namespace {

/// What a value is, in words.
std::string kindOf(const GraphReading::Json& json) {
    if (json.is_string())
        return quotedName(json.get_ref<const std::string&>());
    if (json.is_number())
        return brief(json.get<double>());
    if (json.is_boolean())
        return json.get<bool>() ? "true" : "false";
    return json.is_null() ? "null" : json.is_array() ? "a list" : "an object";
}

} // namespace

void GraphReading::refuse(ErrorCode code, const std::string& pointer, const std::string& sentence) {
    if (!error_)
        error_ = base::Error{code, placed(source_, pointer, sentence)};
}

base::Result<GraphDescription> GraphReading::read(const Json& json) {
    std::vector<std::string> known{"inputs", "outputs", "nodes", "groups", "edges", "feedback"};
    if (depth_ == 0)
        known.insert(known.end(), {"rate", "length"});
    else
        known.insert(known.end(), {"name", "bypass"});
    if (expectFields(json, "", known)) {
        readHead(json);
        if (const auto* nodes = list(json, "nodes"))
            for (std::size_t index = 0; index < nodes->size() && !error_; ++index)
                readNode((*nodes)[index], "/nodes" + pointerStep(index));
        if (const auto* groups = list(json, "groups"))
            for (std::size_t index = 0; index < groups->size() && !error_; ++index)
                readGroup((*groups)[index], index);
        if (const auto* edges = list(json, "edges"))
            for (std::size_t index = 0; index < edges->size() && !error_; ++index)
                readEdge((*edges)[index], "/edges" + pointerStep(index));
        if (const auto* edges = list(json, "feedback"))
            for (std::size_t index = 0; index < edges->size() && !error_; ++index)
                readFeedback((*edges)[index], "/feedback" + pointerStep(index));
    }
    if (error_)
        return tl::unexpected(*error_);
    return std::move(description_);
}

bool GraphReading::expectFields(const Json& json, const std::string& pointer,
                                std::span<const std::string> known) {
    if (!json.is_object()) {
        refuse(ErrorCode::invalidArgument, pointer,
               "an object with the fields " + listed(known) + " was expected, and " + kindOf(json) +
                   " was found.");
        return false;
    }
    for (const auto& [name, value] : json.items())
        if (std::ranges::find(known, name) == known.end())
            refuse(ErrorCode::notFound, pointer + pointerStep(name),
                   "there is no field " + quotedName(name) + suggestion(name, known) + ".");
    return !error_;
}

void GraphReading::readHead(const Json& json) {
    if (const auto rate = json.find("rate"); rate != json.end())
        description_.rate = quantity(*rate, "/rate", "Hz").value_or(0);
    if (const auto length = json.find("length"); length != json.end())
        description_.length = quantity(*length, "/length", "s");
    for (auto [field, target] :
         {std::pair("inputs", &description_.inputs), std::pair("outputs", &description_.outputs)}) {
        const auto found = json.find(field);
        if (found == json.end())
            continue;
        const double count = found->is_number() ? found->get<double>() : -1;
        if (count >= 0 && count <= 64 && count == std::floor(count))
            *target = static_cast<std::uint32_t>(count);
        else
            refuse(ErrorCode::invalidArgument, pointerStep(std::string_view(field)),
                   "a whole number of 0 to 64 channels was expected, and " + kindOf(*found) + " was found.");
    }
}

const GraphReading::Json* GraphReading::list(const Json& json, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        return nullptr;
    if (!found->is_array())
        refuse(ErrorCode::invalidArgument, pointerStep(std::string_view(field)),
               "a list was expected, and " + kindOf(*found) + " was found.");
    return &*found;
}

std::string GraphReading::text(const Json& json, const std::string& pointer, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        refuse(ErrorCode::invalidArgument, pointer,
               "a node needs the field '" + std::string(field) + "', and this one has none; add it.");
    else if (!found->is_string())
        refuse(ErrorCode::invalidArgument, pointer + "/" + field,
               "a text was expected, and " + kindOf(*found) + " was found.");
    return error_ ? "" : found->get<std::string>();
}

bool GraphReading::toggle(const Json& json, const std::string& pointer, const char* field) {
    const auto found = json.find(field);
    if (found == json.end())
        return false;
    if (!found->is_boolean())
        refuse(ErrorCode::invalidArgument, pointer + "/" + field,
               "true or false was expected, and " + kindOf(*found) + " was found.");
    return found->is_boolean() && found->get<bool>();
}

void GraphReading::readGroup(const Json& json, std::size_t index) {
    const auto pointer = "/groups" + pointerStep(index);
    if (!json.is_object())
        return refuse(ErrorCode::invalidArgument, pointer,
                      "a group was expected, like {\"name\": \"bus\", \"nodes\": [], \"edges\": []}, and " +
                          kindOf(json) + " was found.");
    if (depth_ == graph::NodeGroup::deepest)
        return refuse(ErrorCode::invalidArgument, pointer,
                      "at most " + std::to_string(graph::NodeGroup::deepest) +
                          " groups can lie in each other; take some of them out.");
    DescribedGroup group;
    group.name = text(json, pointer, "name");
    group.bypass = toggle(json, pointer, "bypass");
    if (error_)
        return;
    const auto source = sourceInside(source_, index);
    auto inside = GraphReading(source, depth_ + 1).read(json);
    if (!inside) {
        error_ = inside.error();
        return;
    }
    group.graph = *std::move(inside);
    description_.groups.push_back(std::move(group));
}

void GraphReading::readNode(const Json& json, const std::string& pointer) {
    if (!json.is_object())
        return refuse(ErrorCode::invalidArgument, pointer,
                      "a node was expected, like {\"name\": \"tone\", \"type\": \"oscillator\"}, and " +
                          kindOf(json) + " was found.");
    DescribedNode node;
    node.name = text(json, pointer, "name");
    node.type = text(json, pointer, "type");
    if (error_)
        return;
    node.bypass = toggle(json, pointer, "bypass");
    if (error_)
        return;
    if (const auto* type = catalogue_.find(node.type))
        readOptions(json, pointer, *type, node);
    if (error_)
        return;
    const auto description = describeNode(node, description_.nodes.size(), catalogue_, source_);
    if (!description)
        error_ = description.error();
    if (!error_ && json.contains("parameters"))
        readParameters(json["parameters"], pointer + "/parameters", *description, node);
    if (!error_ && json.contains("automation"))
        readAutomation(json["automation"], pointer + "/automation", *description, node);
    description_.nodes.push_back(std::move(node));
}

void GraphReading::readOptions(const Json& json, const std::string& pointer, const NodeType& type,
                               DescribedNode& node) {
    std::vector<std::string> known{"name", "type", "parameters", "automation", "bypass"};
    const auto own = static_cast<std::ptrdiff_t>(known.size());
    for (const auto& option : type.options)
        known.push_back(option.name);
    for (const auto& [name, value] : json.items()) {
        if (std::ranges::find(known.begin(), known.begin() + own, name) != known.begin() + own)
            continue;
        const auto option = std::ranges::find(type.options, name, &NodeOption::name);
        if (option == type.options.end())
            return refuse(ErrorCode::notFound, pointer + pointerStep(name),
                          "the " + type.name + " " + quotedName(node.name) + " has no field " +
                              quotedName(name) + suggestion(name, known) + ".");
        node.options.emplace_back(name, optionValue(value, pointer + pointerStep(name), *option));
    }
}

OptionValue GraphReading::optionValue(const Json& json, const std::string& pointer, const NodeOption& option) {
    if (json.is_boolean())
        return json.get<bool>();
    const bool number = option.kind == OptionKind::number || option.kind == OptionKind::whole;
    if (json.is_string() && !number)
        return json.get<std::string>();
    if (json.is_number() || number)
        return quantity(json, pointer, option.unit).value_or(0);
    refuse(ErrorCode::invalidArgument, pointer,
           "a value for " + quotedName(option.name) + " was expected, and " + kindOf(json) + " was found.");
    return 0.0;
}

void GraphReading::readParameters(const Json& json, const std::string& pointer,
                                  const graph::NodeDescription& description, DescribedNode& node) {
    if (!json.is_object())
        return refuse(ErrorCode::invalidArgument, pointer,
                      "an object like {\"gain\": \"-6 dB\"} was expected, and " + kindOf(json) + " was found.");
    for (const auto& [name, value] : json.items()) {
        const auto found = std::ranges::find(description.parameters, name, &graph::ParameterDescription::name);
        // `check` refuses an unknown one; its value is not looked at.
        const auto unit = found != description.parameters.end() ? found->unit : "";
        const auto number = found != description.parameters.end()
                                ? quantity(value, pointer + pointerStep(name), unit)
                                : std::optional(0.0);
        node.parameters.emplace_back(name, number.value_or(0));
    }
}

void GraphReading::readAutomation(const Json& json, const std::string& pointer,
                                  const graph::NodeDescription& description, DescribedNode& node) {
    const std::string example =
        R"(an object like {"gain": [{"at": "0 s", "value": "-6 dB"}, {"at": "2 s", "value": "0 dB"}]})";
    if (!json.is_object())
        return refuse(ErrorCode::invalidArgument, pointer,
                      example + " was expected, and " + kindOf(json) + " was found.");
    for (const auto& [name, points] : json.items()) {
        const auto place = pointer + pointerStep(name);
        if (!points.is_array())
            return refuse(ErrorCode::invalidArgument, place,
                          "a list of breakpoints was expected, and " + kindOf(points) + " was found.");
        const auto found = std::ranges::find(description.parameters, name, &graph::ParameterDescription::name);
        auto& [automated, curve] = node.automation.emplace_back(name, std::vector<DescribedPoint>());
        if (found == description.parameters.end())
            continue; // `check` refuses it
        for (std::size_t index = 0; index < points.size() && !error_; ++index)
            curve.push_back(readPoint(points[index], place + pointerStep(index), found->unit));
    }
}

DescribedPoint GraphReading::readPoint(const Json& json, const std::string& pointer, const std::string& unit) {
    DescribedPoint point;
    const std::vector<std::string> known{"at", "value", "shape", "curvature"};
    if (!expectFields(json, pointer, known))
        return point;
    for (const char* field : {"at", "value"})
        if (!json.contains(field)) {
            refuse(ErrorCode::invalidArgument, pointer,
                   "a breakpoint needs the field '" + std::string(field) + "', and this one has none; add it.");
            return point;
        }
    point.at = quantity(json["at"], pointer + "/at", "s").value_or(0);
    point.value = quantity(json["value"], pointer + "/value", unit).value_or(0);
    if (const auto curvature = json.find("curvature"); curvature != json.end())
        point.curvature = quantity(*curvature, pointer + "/curvature", "").value_or(0);
    if (const auto shape = json.find("shape"); shape != json.end()) {
        const auto place = shape->is_string() ? std::ranges::find(shapeNames(), shape->get<std::string>())
                                              : shapeNames().end();
        if (place == shapeNames().end())
            refuse(ErrorCode::invalidArgument, pointer + "/shape",
                   "one of " + listed(shapeNames()) + " was expected, and " + kindOf(*shape) + " was found.");
        else
            point.shape = static_cast<graph::CurveShape>(place - shapeNames().begin());
    }
    return point;
}

void GraphReading::readFeedback(const Json& json, const std::string& pointer) {
    const std::vector<std::string> known{"edge", "delay"};
    if (!expectFields(json, pointer, known))
        return;
    for (const auto& field : known)
        if (!json.contains(field))
            return refuse(ErrorCode::invalidArgument, pointer,
                          "a feedback edge needs the field '" + field + "', and this one has none; add it.");
    DescribedFeedback feedback;
    feedback.delay = quantity(json["delay"], pointer + "/delay", "s").value_or(0);
    if (!json["edge"].is_string())
        return refuse(ErrorCode::invalidArgument, pointer + "/edge",
                      "an edge was expected, like \"echo -> mix\", and " + kindOf(json["edge"]) +
                          " was found.");
    feedback.edge = readPath(json["edge"].get_ref<const std::string&>());
    description_.feedback.push_back(std::move(feedback));
}

std::optional<double> GraphReading::quantity(const Json& json, const std::string& pointer,
                                             const std::string& unit) {
    if (json.is_number())
        return json.get<double>();
    if (json.is_string())
        if (const auto value = readQuantity(json.get_ref<const std::string&>(), unit))
            return value;
    refuse(ErrorCode::invalidArgument, pointer,
           expectedQuantity(unit) + " was expected, and " + kindOf(json) + " was found.");
    return {};
}

void GraphReading::readEdge(const Json& json, const std::string& pointer) {
    if (!json.is_string())
        return refuse(ErrorCode::invalidArgument, pointer,
                      "an edge was expected, like \"tone -> output\", and " + kindOf(json) + " was found.");
    description_.edges.push_back(readPath(json.get_ref<const std::string&>()));
}

} // namespace rondo::session::detail
