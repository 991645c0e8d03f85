// SPDX-License-Identifier: MIT
#include <rondo/graph/graph_picture.h>

#include <rondo/graph/detail/picture/picture_scope.h>
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
        label += "\\n" + detail::timeLine(node);
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

class DotWriter {
public:
    explicit DotWriter(const GraphPicture& picture) : picture_(detail::withGroupEnds(picture)) {}

    std::string write() {
        dot_ = "digraph rondo {\n"
               "  graph [rankdir=LR, bgcolor=\"transparent\", nodesep=0.25, fontname=\"Helvetica\"];\n"
               "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#f7f9fb\", color=\"#9aa7b4\", "
               "fontcolor=\"#1c2733\", fontname=\"Helvetica\", fontsize=11];\n"
               "  edge [color=\"#8592a0\", fontcolor=\"#7a8795\", fontname=\"Helvetica\", fontsize=9, "
               "arrowsize=0.7];\n";
        writeScope({}, "  ");
        for (const auto& placed : detail::placedEdges(picture_))
            writeEdge(placed);
        return dot_ + "}\n";
    }

private:
    void writeScope(NodeId group, const std::string& indent) {
        for (std::size_t index = 0; index < picture_.nodes.size(); ++index)
            if (picture_.nodes[index].group == group)
                writeNode(index, indent);
        for (std::size_t index = 0; index < picture_.groups.size(); ++index) {
            const auto& inside = picture_.groups[index];
            if (inside.group != group)
                continue;
            dot_ += indent + "subgraph cluster_" + std::to_string(index) + " {\n" + indent + "  label=\"" +
                    detail::escapeDot(inside.name) + (inside.bypassed ? "\\nbypassed" : "") +
                    "\"; color=\"#9aa7b4\"; fontcolor=\"#5b6b7a\"; style=\"rounded" +
                    (inside.bypassed ? ",dashed" : "") + "\";\n";
            writeScope(inside.ids.node, indent + "  ");
            dot_ += indent + "}\n";
        }
    }
    void writeNode(std::size_t index, const std::string& indent) {
        const auto& node = picture_.nodes[index];
        dot_ += indent + "n" + std::to_string(index) + " [label=\"" + dotLabel(node) + "\"" +
                (detail::isGraphEnd(node) ? ", fillcolor=\"#46566a\", fontcolor=\"#ffffff\"" : "") +
                (node.bypassed ? ", style=\"rounded,filled,dashed\"" : "") + "];\n";
    }
    void writeEdge(const detail::PlacedEdge& placed) {
        const auto& edge = *placed.edge;
        const auto& outputs = picture_.nodes[placed.from].outputs;
        const auto label = dotEdgeLabel(edge, outputs[edge.sourcePort].width);
        dot_ += "  n" + std::to_string(placed.from) + " -> n" + std::to_string(placed.to) + " [label=\"" +
                label + "\"" + dotPortLabel("taillabel", outputs, edge.sourcePort) +
                dotPortLabel("headlabel", picture_.nodes[placed.to].inputs, edge.destinationPort) +
                (edge.feedback ? ", style=dashed, color=\"#cf5c36\", constraint=false" : "") + "];\n";
    }

    GraphPicture picture_;
    std::string dot_;
};

} // namespace

std::string toDot(const GraphPicture& picture) { return DotWriter(picture).write(); }

std::string toSvg(const GraphPicture& picture) { return detail::SvgWriter(picture).write(); }

} // namespace rondo::graph
