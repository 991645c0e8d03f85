// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/graph/automation_curve.h>
#include <rondo/graph/node_description.h>
#include <rondo/session/graph/graph_description.h>
#include <rondo/session/graph/node_catalogue.h>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::session::detail {

/// An end of an edge: a node of the description, counted on a group of it, or one of the graph's own ports.
struct ResolvedEnd {
    static constexpr std::uint32_t graphEnd = ~std::uint32_t{0};
    std::uint32_t node = graphEnd;
    std::uint32_t port = 0;
    friend auto operator<=>(const ResolvedEnd&, const ResolvedEnd&) = default;
};

struct ResolvedEdge {
    ResolvedEnd source;
    ResolvedEnd destination;
    friend auto operator<=>(const ResolvedEdge&, const ResolvedEdge&) = default;
};

/// What a parameter of a node follows.
struct ResolvedCurve {
    std::uint32_t parameter = 0;
    std::shared_ptr<const graph::AutomationCurve> curve;
};

/// A description that fits, with numbers for names.
struct ResolvedDescription {
    std::vector<const NodeType*> types;               ///< of each node
    std::vector<graph::NodeDescription> descriptions; ///< of each node, then of each group its ports
    std::vector<std::vector<ResolvedCurve>> curves;   ///< of each node
    std::vector<ResolvedDescription> groups;
    std::vector<ResolvedEdge> edges;     ///< event ports count behind those with samples
    std::vector<std::uint32_t> feedback; ///< of each edge: its delay in frames, 0 for none
};

/// The curve of an automation at `rate` frames a second. Errors: as graph::AutomationCurve::make, and
/// invalidArgument for a time before 0 or beyond 10^9 s.
base::Result<std::shared_ptr<const graph::AutomationCurve>> curveOf(const std::vector<DescribedPoint>& points,
                                                                    double rate);
/// The words for the values of graph::CurveShape, in their order.
const std::vector<std::string>& shapeNames();

/// What "tone -> pan.input -> output" says; stops are trimmed, nothing else is looked at.
DescribedPath readPath(std::string_view text);
std::string writePath(const DescribedPath& path);

/// How errors inside a group begin: "SOURCE in /groups/2".
std::string sourceInside(std::string_view source, std::size_t group);

/// "SOURCE at /nodes/2: SENTENCE", or without a place "SOURCE: SENTENCE".
std::string placed(std::string_view source, std::string_view pointer, std::string_view sentence);

/// Ports and parameters of a node whose name, type and options fit; its parameters are not looked at.
base::Result<graph::NodeDescription> describeNode(const DescribedNode& node, std::size_t index,
                                                  const NodeCatalogue& catalogue, std::string_view source);
/// The nodes' part: types, options, parameters. Its descriptions tell `resolveEdges` the ports.
base::Result<void> resolveNodes(const GraphDescription& description, const NodeCatalogue& catalogue,
                                std::string_view source, double rate, ResolvedDescription& resolved);
base::Result<void> resolveEdges(const GraphDescription& description, std::string_view source, double rate,
                                ResolvedDescription& resolved);
/// At `rate` frames a second, whatever the description says: a group has none of its own.
base::Result<ResolvedDescription> resolve(const GraphDescription& description, const NodeCatalogue& catalogue,
                                          std::string_view source, double rate, std::uint32_t depth = 0);

} // namespace rondo::session::detail
