// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_picture.h>

#include <rondo/graph/detail/picture/picture_text.h>
#include <rondo/graph/detail/picture/svg_writer.h>

namespace rondo::graph {

namespace {

/// "tone\noscillator\n850 ns, p99 1.2 µs", with Graphviz' own line ends.
std::string dotLabel(const PictureNode& node) {
    auto label = detail::escapeDot(node.name);
    if (const auto second = detail::subtitle(node); !second.empty())
        label += "\\n" + detail::escapeDot(second);
    if (node.time)
        label += "\\n" + detail::duration(node.time->median) + ", p99 " + detail::duration(node.time->p99);
    return label;
}

std::string dotEdgeLabel(const PictureEdge& edge, std::uint32_t width) {
    std::string label = width == 2 ? "" : detail::channelsInWords(width);
    const auto add = [&](const std::string& part) { label += (label.empty() ? "" : "\\n") + part; };
    if (edge.compensation > 0)
        add("+" + std::to_string(edge.compensation));
    if (edge.feedback)
        add("feedback " + std::to_string(*edge.feedback));
    return label;
}

/// The names of ports are written at the ends of edges where there is more than one to choose from.
std::string dotPortLabel(const char* attribute, const std::vector<PicturePort>& ports, std::uint32_t port) {
    return ports.size() < 2
               ? ""
               : std::string(", ") + attribute + "=\"" + detail::escapeDot(ports[port].name) + "\"";
}

} // namespace

std::string toDot(const GraphPicture& picture) {
    std::string dot = "digraph rondo {\n"
                      "  graph [rankdir=LR, bgcolor=\"transparent\", nodesep=0.25, fontname=\"Helvetica\"];\n"
                      "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f7f9fb\", color=\"#9aa7b4\", "
                      "fontcolor=\"#1c2733\", fontname=\"Helvetica\", fontsize=11];\n"
                      "  edge [color=\"#8592a0\", fontcolor=\"#7a8795\", fontname=\"Helvetica\", fontsize=9, "
                      "arrowsize=0.7];\n";
    for (std::size_t index = 0; index < picture.nodes.size(); ++index) {
        const auto& node = picture.nodes[index];
        dot += "  n" + std::to_string(index) + " [label=\"" + dotLabel(node) + "\"" +
               (detail::isGraphEnd(node) ? ", fillcolor=\"#46566a\", fontcolor=\"#ffffff\"" : "") +
               (node.bypassed ? ", style=\"rounded,filled,dashed\"" : "") + "];\n";
    }
    for (const auto& placed : detail::placedEdges(picture)) {
        const auto& edge = *placed.edge;
        const auto& outputs = picture.nodes[placed.from].outputs;
        const auto label = dotEdgeLabel(edge, outputs[edge.sourcePort].width);
        dot += "  n" + std::to_string(placed.from) + " -> n" + std::to_string(placed.to) + " [label=\"" +
               label + "\"" + dotPortLabel("taillabel", outputs, edge.sourcePort) +
               dotPortLabel("headlabel", picture.nodes[placed.to].inputs, edge.destinationPort) +
               (edge.feedback ? ", style=dashed, color=\"#cf5c36\", constraint=false" : "") + "];\n";
    }
    return dot + "}\n";
}

std::string toSvg(const GraphPicture& picture) { return detail::SvgWriter(picture).write(); }

} // namespace rondo::graph
