// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/session/graph/graph_description.h>
#include <rondo/session/graph/node_catalogue.h>
#include <span>
#include <string>
#include <string_view>

namespace rondo::session::detail {

/// Makes a description from JSON: looks at the shape of everything and turns quantities into numbers. Whether
/// the values make sense is for `check` to say.
class GraphReading {
public:
    using Json = nlohmann::ordered_json;

    /// `depth`: in how many groups what is read lies.
    explicit GraphReading(std::string_view source, std::uint32_t depth = 0) : source_(source), depth_(depth) {}
    base::Result<GraphDescription> read(const Json& json);

private:
    void readHead(const Json& json);
    void readGroup(const Json& json, std::size_t index);
    void readNode(const Json& json, const std::string& pointer);
    void readOptions(const Json& json, const std::string& pointer, const NodeType& type, DescribedNode& node);
    void readParameters(const Json& json, const std::string& pointer, const graph::NodeDescription& description,
                        DescribedNode& node);
    void readAutomation(const Json& json, const std::string& pointer, const graph::NodeDescription& description,
                        DescribedNode& node);
    DescribedPoint readPoint(const Json& json, const std::string& pointer, const std::string& unit);
    void readFeedback(const Json& json, const std::string& pointer);
    void readEdge(const Json& json, const std::string& pointer);

    bool expectFields(const Json& json, const std::string& pointer, std::span<const std::string> known);
    const Json* list(const Json& json, const char* field);
    std::string text(const Json& json, const std::string& pointer, const char* field);
    bool toggle(const Json& json, const std::string& pointer, const char* field);
    std::optional<double> quantity(const Json& json, const std::string& pointer, const std::string& unit);
    OptionValue optionValue(const Json& json, const std::string& pointer, const NodeOption& option);
    void refuse(base::ErrorCode code, const std::string& pointer, const std::string& sentence);

    std::string_view source_;
    std::uint32_t depth_;
    NodeCatalogue catalogue_;
    GraphDescription description_;
    std::optional<base::Error> error_; ///< the first one; nothing is read after it
};

} // namespace rondo::session::detail
