// SPDX-License-Identifier: MIT
#include <rondo/session/graph/graph_build.h>

#include <algorithm>
#include <iterator>
#include <rondo/session/graph/detail/resolved_description.h>
#include <rondo/session/graph/detail/words.h>
#include <span>

namespace rondo::session {

using base::Result;

namespace {

Result<std::unique_ptr<graph::Node>> makeNode(const DescribedNode& node, const NodeType& type,
                                              const GraphBuildOptions& options, std::size_t index) {
    if (!type.outside || !options.outside)
        return type.make(node);
    auto made = options.outside(node, type);
    if (!made)
        return base::fail(
            made.error().code,
            detail::placed(options.source, "/nodes" + detail::pointerStep(index), made.error().text));
    return *made != nullptr ? std::move(*made) : type.make(node);
}

/// Start values that `type.make` does not take.
void addStarts(const DescribedNode& node, const NodeType& type, const graph::NodeDescription& description,
               BuiltGraph& built) {
    const auto& parameters = description.parameters;
    for (auto number = static_cast<std::uint32_t>(parameters.size()); number-- > 0;)
        for (const auto& [name, value] : node.parameters)
            if (name == parameters[number].name && std::ranges::find(type.starts, name) == type.starts.end())
                built.starts.push_back({built.nodes.back(), number, static_cast<float>(value)});
}

Result<void> addNodes(graph::GraphEdit& edit, const GraphDescription& description,
                      const detail::ResolvedDescription& resolved, const GraphBuildOptions& options,
                      BuiltGraph& built) {
    for (std::size_t index = 0; index < description.nodes.size(); ++index) {
        const auto& node = description.nodes[index];
        const auto& type = *resolved.types[index];
        auto made = makeNode(node, type, options, index);
        if (!made)
            return tl::unexpected(made.error());
        built.nodes.push_back(edit.add(std::move(*made), node.name, options.group));
        if (node.bypass)
            edit.bypass(built.nodes.back());
        addStarts(node, type, resolved.descriptions[index], built);
        for (const auto& [parameter, curve] : resolved.curves[index])
            edit.automate(built.nodes.back(), parameter, curve);
    }
    return {};
}

/// Event ports count behind those with samples.
void connect(graph::GraphEdit& edit, const detail::ResolvedDescription& resolved, std::size_t index,
             std::span<const graph::NodeId> ends, const GraphBuildOptions& options) {
    const auto& [source, destination] = resolved.edges[index];
    const bool fromGraph = source.node == detail::ResolvedEnd::graphEnd;
    const bool toGraph = destination.node == detail::ResolvedEnd::graphEnd;
    const auto from = fromGraph ? options.input : ends[source.node];
    const auto to = toGraph ? options.output : ends[destination.node];
    const auto outputs =
        fromGraph ? 1 : static_cast<std::uint32_t>(resolved.descriptions[source.node].outputs.size());
    if (source.port < outputs) {
        edit.connect(from, source.port, to, destination.port, {.feedbackFrames = resolved.feedback[index]});
        return;
    }
    const auto inputs = static_cast<std::uint32_t>(resolved.descriptions[destination.node].inputs.size());
    edit.connectEvents(from, source.port - outputs, to, destination.port - inputs);
}

Result<BuiltGraph> add(graph::GraphEdit& edit, const GraphDescription& description,
                       const detail::ResolvedDescription& resolved, const GraphBuildOptions& options) {
    BuiltGraph built;
    if (auto added = addNodes(edit, description, resolved, options, built); !added)
        return tl::unexpected(std::move(added.error()));
    auto ends = built.nodes;
    for (std::size_t index = 0; index < description.groups.size(); ++index) {
        const auto& group = description.groups[index];
        const auto ids =
            edit.addGroup(group.name, resolved.descriptions[description.nodes.size() + index], options.group);
        const auto source = detail::sourceInside(options.source, index);
        auto inside = add(edit, group.graph, resolved.groups[index],
                          {ids.output, ids.input, ids.node, options.outside, source, options.rate});
        if (!inside)
            return inside;
        if (group.bypass)
            edit.bypass(ids.node);
        std::ranges::move(inside->starts, std::back_inserter(built.starts));
        inside->starts.clear();
        ends.push_back(ids.node);
        built.groups.push_back(ids);
        built.inside.push_back(*std::move(inside));
    }
    for (std::size_t index = 0; index < resolved.edges.size(); ++index)
        connect(edit, resolved, index, ends, options);
    return built;
}

} // namespace

Result<BuiltGraph> addGraph(graph::GraphEdit& edit, const GraphDescription& description,
                            const GraphBuildOptions& given) {
    auto options = given;
    if (options.rate == 0)
        options.rate = description.rate;
    const NodeCatalogue catalogue;
    const auto resolved = detail::resolve(description, catalogue, options.source, options.rate);
    if (!resolved)
        return tl::unexpected(resolved.error());
    return add(edit, description, *resolved, options);
}

Result<void> startGraph(graph::GraphControl& control, const BuiltGraph& built) {
    for (const auto& start : built.starts)
        if (auto sent = control.setParameter(start.node, start.parameter, start.value); !sent)
            return sent;
    return {};
}

} // namespace rondo::session
