// SPDX-License-Identifier: MIT
#include <rondo/session/graph/graph_file.h>

#include <cmath>
#include <fstream>
#include <rondo/session/file/detail/input_file.h>
#include <rondo/session/file/detail/quoted.h>
#include <rondo/session/file/text_file.h>
#include <rondo/session/graph/detail/graph_reading.h>
#include <rondo/session/graph/detail/json_reading.h>
#include <rondo/session/graph/detail/resolved_description.h>

namespace rondo::session {

using base::ErrorCode;
using base::fail;
using base::Result;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::int64_t largestFile = 64 << 20;

std::string write(const std::string& text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Whole numbers without a point, as people write them.
std::string write(double value) {
    constexpr double exact = 9007199254740992;
    return value == std::floor(value) && std::abs(value) < exact
               ? std::to_string(static_cast<std::int64_t>(value))
               : Json(value).dump();
}

std::string write(const OptionValue& value) {
    if (const auto* toggle = std::get_if<bool>(&value))
        return *toggle ? "true" : "false";
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? write(*number) : write(std::get<std::string>(value));
}

std::string write(const std::vector<DescribedPoint>& points) {
    std::string text;
    for (const auto& point : points) {
        text += (text.empty() ? "" : ", ") + std::string("{\"at\": ") + write(point.at) +
                ", \"value\": " + write(point.value);
        if (point.shape != graph::CurveShape::linear)
            text += ", \"shape\": " + write(detail::shapeNames()[static_cast<std::size_t>(point.shape)]);
        if (point.curvature != 0)
            text += ", \"curvature\": " + write(point.curvature);
        text += "}";
    }
    return "[" + text + "]";
}

std::string write(const DescribedNode& node) {
    auto text = "{\"name\": " + write(node.name) + ", \"type\": " + write(node.type);
    for (const auto& [name, value] : node.options)
        text += ", " + write(name) + ": " + write(value);
    std::string parameters;
    for (const auto& [name, value] : node.parameters)
        parameters += (parameters.empty() ? "" : ", ") + write(name) + ": " + write(value);
    if (node.bypass)
        text += ", \"bypass\": true";
    std::string automation;
    for (const auto& [name, points] : node.automation)
        automation += (automation.empty() ? "" : ", ") + write(name) + ": " + write(points);
    return text + (parameters.empty() ? "" : ", \"parameters\": {" + parameters + "}") +
           (automation.empty() ? "" : ", \"automation\": {" + automation + "}") + "}";
}

std::string write(const DescribedFeedback& feedback) {
    return "{\"edge\": " + write(detail::writePath(feedback.edge)) + ", \"delay\": " + write(feedback.delay) +
           "}";
}

/// A list with a line for each item.
template <class Items, class Write>
std::string writeList(const char* name, const Items& items, const std::string& indent, Write writeItem) {
    std::string text = indent + "\"" + name + "\": [";
    for (std::size_t index = 0; index < items.size(); ++index)
        text += (index == 0 ? "\n" : ",\n") + indent + "  " + writeItem(items[index]);
    return text + (items.empty() ? "]" : "\n" + indent + "]");
}

std::string writeBody(const GraphDescription& description, const std::string& indent) {
    std::string text = indent + "\"inputs\": " + std::to_string(description.inputs) + ",\n";
    text += indent + "\"outputs\": " + std::to_string(description.outputs) + ",\n";
    if (description.length)
        text += indent + "\"length\": " + write(*description.length) + ",\n";
    text +=
        writeList("nodes", description.nodes, indent, [](const DescribedNode& node) { return write(node); });
    const auto writeGroup = [&](const DescribedGroup& group) {
        const auto inside = indent + "    ";
        return "{\n" + inside + "\"name\": " + write(group.name) + ",\n" +
               (group.bypass ? inside + "\"bypass\": true,\n" : "") + writeBody(group.graph, inside) + "\n" +
               indent + "  }";
    };
    if (!description.groups.empty())
        text += ",\n" + writeList("groups", description.groups, indent, writeGroup);
    text += ",\n" + writeList("edges", description.edges, indent,
                              [](const DescribedPath& path) { return write(detail::writePath(path)); });
    if (!description.feedback.empty())
        text += ",\n" + writeList("feedback", description.feedback, indent,
                                  [](const DescribedFeedback& feedback) { return write(feedback); });
    return text;
}

} // namespace

Result<GraphDescription> readGraph(std::string_view text, std::string_view source) {
    const auto json = detail::readJson(text, source);
    if (!json)
        return tl::unexpected(json.error());
    auto description = detail::GraphReading(source).read(*json);
    if (!description)
        return description;
    if (auto checked = check(*description, source); !checked)
        return tl::unexpected(std::move(checked.error()));
    return description;
}

std::string writeGraph(const GraphDescription& description) {
    return "{\n  \"rate\": " + write(description.rate) + ",\n" + writeBody(description, "  ") + "\n}\n";
}

Result<GraphDescription> loadGraph(const std::filesystem::path& path) {
    auto file = detail::InputFile::open(path, "graph");
    if (!file)
        return tl::unexpected(file.error());
    if (file->size() > largestFile)
        return fail(ErrorCode::unsupported, "The file " + detail::quoted(path) + " has " +
                                                std::to_string(file->size()) +
                                                " bytes, and a graph has at most 64 MiB; give another file.");
    std::string text(static_cast<std::size_t>(file->size()), '\0');
    text.resize(static_cast<std::size_t>(file->read(text.data(), file->size())));
    return readGraph(text, detail::quoted(path));
}

Result<void> saveGraph(const GraphDescription& description, const std::filesystem::path& path) {
    if (auto checked = check(description); !checked)
        return checked;
    return saveText(writeGraph(description), path);
}

bool looksLikeGraph(const std::filesystem::path& path) noexcept {
    try {
        if (path.extension() == ".json")
            return true;
        std::error_code error;
        if (!std::filesystem::is_regular_file(path, error))
            return false;
        std::ifstream file(path, std::ios::binary);
        return (file >> std::ws).peek() == '{';
    } catch (const std::exception&) {
        return false; // whoever opens it next says why
    }
}

} // namespace rondo::session
