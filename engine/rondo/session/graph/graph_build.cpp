// SPDX-License-Identifier: MIT
#include <rondo/session/graph/graph_build.h>

#include <algorithm>
#include <rondo/session/graph/detail/resolved_description.h>
#include <rondo/session/graph/detail/words.h>

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

} // namespace

Result<BuiltGraph> addGraph(graph::GraphEdit& edit, const GraphDescription& description,
                            const GraphBuildOptions& options) {
    const NodeCatalogue catalogue;
    const auto resolved = detail::resolve(description, catalogue, options.source);
    if (!resolved)
        return tl::unexpected(resolved.error());
    BuiltGraph built;
    for (std::size_t index = 0; index < description.nodes.size(); ++index) {
        const auto& node = description.nodes[index];
        const auto& type = *resolved->types[index];
        auto made = makeNode(node, type, options, index);
        if (!made)
            return tl::unexpected(made.error());
        built.nodes.push_back(edit.add(std::move(*made), node.name));
        if (node.bypass)
            edit.bypass(built.nodes.back());
        addStarts(node, type, resolved->descriptions[index], built);
    }
    for (const auto& [source, destination] : resolved->edges) {
        const bool fromGraph = source.node == detail::ResolvedEnd::graphEnd;
        const bool toGraph = destination.node == detail::ResolvedEnd::graphEnd;
        edit.connect(fromGraph ? options.input : built.nodes[source.node], source.port,
                     toGraph ? options.output : built.nodes[destination.node], destination.port);
    }
    return built;
}

Result<void> startGraph(graph::GraphControl& control, const BuiltGraph& built) {
    for (const auto& start : built.starts)
        if (auto sent = control.setParameter(start.node, start.parameter, start.value); !sent)
            return sent;
    return {};
}

} // namespace rondo::session
