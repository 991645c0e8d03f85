// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>

namespace rondo::graph::detail {

// The read end takes the edge's place among the sources, so that the order of summing stays.
void cutFeedback(ResolvedGraph& graph, LineBook& lines) {
    if (std::ranges::none_of(graph.options, [](const ConnectOptions& edge) { return edge.feedbackFrames > 0; }))
        return;
    const auto vertices = graph.vertices.size();
    for (std::size_t number = 0; number < vertices; ++number)
        for (std::uint32_t port = 0; port < graph.vertices[number].inputCount; ++port) {
            const auto input = graph.inputs[graph.vertices[number].firstInput + port];
            for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
                const auto place = input.firstSource + source;
                const auto frames = graph.options[place].feedbackFrames;
                if (frames == 0)
                    continue;
                const auto line =
                    lines.feedbackLine(graph.edgeOf(graph.vertices[number], port, source), input.width, frames);
                const auto from = graph.sources[place];
                graph.feed(graph.addVertex(VertexKind::feedbackWrite, line, frames, input.width, 0), from);
                const auto read = graph.addVertex(VertexKind::feedbackRead, line, frames, 0, input.width);
                graph.sources.change(place) = graph.vertices[read].firstOutput;
                graph.outputs.change(graph.vertices[read].firstOutput).readers = 1;
                graph.longestPiece = std::min(graph.longestPiece, frames);
            }
        }
}

} // namespace rondo::graph::detail
