// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/picture/picture_scope.h>

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace rondo::graph::detail {

GraphPicture insideOf(const GraphPicture& picture, NodeId group) {
    GraphPicture inside;
    inside.latency = picture.latency;
    inside.edges = picture.edges; // those to elsewhere name no node of this picture
    const auto self =
        std::ranges::find(picture.groups, group, [](const auto& other) { return other.ids.node; });
    const bool nested = group && self != picture.groups.end();
    if (nested && !self->inputs.empty())
        inside.nodes.push_back({graphInput, "input", "", {}, self->inputs});
    std::ranges::copy_if(picture.nodes, std::back_inserter(inside.nodes),
                         [&](const PictureNode& node) { return node.group == group; });
    for (const auto& other : picture.groups)
        if (other.group == group)
            inside.nodes.push_back(
                {other.ids.node, other.name, "", other.inputs, other.outputs, 0, {}, other.bypassed, group});
    if (!nested)
        return inside;
    if (!self->outputs.empty())
        inside.nodes.push_back({graphOutput, "output", "", self->outputs, {}});
    std::erase_if(inside.edges, [&](const PictureEdge& edge) {
        return edge.source == graphInput || edge.destination == graphOutput;
    });
    for (auto& edge : inside.edges) {
        if (edge.source == self->ids.input)
            edge.source = graphInput;
        if (edge.destination == self->ids.output)
            edge.destination = graphOutput;
    }
    return inside;
}

GraphPicture withGroupEnds(GraphPicture picture) {
    std::unordered_map<NodeId, NodeGroup> ends;
    for (const auto& group : picture.groups) {
        ends.emplace(group.ids.node, group.ids);
        picture.nodes.push_back(
            {group.ids.input, "input", "", group.inputs, group.inputs, 0, {}, false, group.ids.node});
        picture.nodes.push_back(
            {group.ids.output, "output", "", group.outputs, group.outputs, 0, {}, false, group.ids.node});
    }
    for (auto& edge : picture.edges) {
        if (const auto found = ends.find(edge.source); found != ends.end())
            edge.source = found->second.output;
        if (const auto found = ends.find(edge.destination); found != ends.end())
            edge.destination = found->second.input;
    }
    return picture;
}

} // namespace rondo::graph::detail
