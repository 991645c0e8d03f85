// SPDX-License-Identifier: GPL-3.0-only
#include <host/player/own_nodes.h>

#include <algorithm>
#include <cmath>
#include <host/player/detail/strip_node.h>
#include <rondo/base/error.h>
#include <rondo/session/graph/node_catalogue.h>

namespace rondo::host {
namespace {

struct Listed {
    const char* type;
    const char* name;
    const char* widthOption; ///< of the catalogue's type; null where it is always two
};
constexpr Listed listed[] = {
    {"gain", "Gain", "width"},     {"pan", "Balance", "width"}, {"polarity", "Polarity", "width"},
    {"filter", "Filter", "width"}, {"delay", "Echo", nullptr},  {"reverb", "Reverb", nullptr},
};

const session::NodeCatalogue& catalogue() {
    static const session::NodeCatalogue known;
    return known;
}

session::DescribedNode described(const OwnNode& node) {
    session::DescribedNode result{node.type, node.type, node.options, node.parameters};
    const auto* entry = std::ranges::find(listed, node.type, &Listed::type);
    if (entry->widthOption != nullptr &&
        std::ranges::find(result.options, entry->widthOption, [](const auto& each) { return each.first; }) ==
            result.options.end())
        result.options.emplace_back(entry->widthOption, 2.0);
    return result;
}

constexpr const char* stripType = "strip";

std::vector<OwnNodeType> makeTypes() {
    std::vector<OwnNodeType> types;
    types.push_back({stripType, "Strip", "gain, pan, width, mute and polarity of Rondo Strip",
                     detail::StripNode().describe().parameters});
    for (const auto& entry : listed) {
        const auto* known = catalogue().find(entry.type);
        OwnNodeType type{entry.type, entry.name, known->summary, {}};
        type.parameters = known->make(described({entry.type}))->describe().parameters;
        types.push_back(std::move(type));
    }
    return types;
}

} // namespace

std::span<const OwnNodeType> ownNodeTypes() {
    static const std::vector<OwnNodeType> types = makeTypes();
    return types;
}

const OwnNodeType* findOwnNode(std::string_view type) {
    const auto types = ownNodeTypes();
    const auto at = std::ranges::find(types, type, &OwnNodeType::type);
    return at == types.end() ? nullptr : &*at;
}

base::Result<std::unique_ptr<graph::Node>> makeOwnNode(const OwnNode& node) {
    const auto refuse = [&](const std::string& what) {
        return base::fail(base::ErrorCode::unsupported, "The insert '" + node.type + "' " + what);
    };
    if (findOwnNode(node.type) == nullptr)
        return refuse("is no node that Rondo has for a chain of inserts; another release has saved it.");
    if (node.type == stripType) {
        if (!node.options.empty())
            return refuse("takes no option, and '" + node.options.front().first + "' was given; remove it.");
        return std::make_unique<detail::StripNode>();
    }
    // What a session says may not fit: it can be another release's, or written by hand.
    session::GraphDescription alone;
    alone.nodes.push_back(described(node));
    if (auto checked = session::check(alone, "the insert"); !checked)
        return tl::unexpected(checked.error());
    auto made = catalogue().find(node.type)->make(alone.nodes.front());
    const auto ports = made->describe();
    if (ports.inputs.front().width != 2 || ports.outputs.front().width != 2)
        return refuse("must have two channels, as the chain has; remove its option for the width.");
    return made;
}

double valueOf(const OwnNode& node, const graph::ParameterDescription& parameter) {
    for (const auto& [name, value] : node.parameters)
        if (name == parameter.name)
            return value;
    return double{parameter.initial};
}

} // namespace rondo::host
