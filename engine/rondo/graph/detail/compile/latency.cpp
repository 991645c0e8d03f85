// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace rondo::graph::detail {

namespace {

/// The output port that passes a group by, of the junction of one of its outputs.
std::uint32_t passing(const ResolvedGraph& graph, const Vertex& junction) {
    return graph.sources[graph.inputs[junction.firstInput + 1].firstSource];
}

/// When the samples of each output port arrive, counted from when they could at the earliest.
class Arrivals {
public:
    explicit Arrivals(const ResolvedGraph& graph) : graph_(graph), leaves_(graph.vertices.size(), 0) {}

    /// Requires: all that feeds `vertex` was visited. Returns: when its inputs are complete.
    std::uint32_t visit(std::uint32_t number) {
        const auto& vertex = graph_.vertices[number];
        std::uint32_t compensated = 0;
        std::uint32_t early = 0;
        bool any = false;
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
            const auto& input = graph_.inputs[vertex.firstInput + port];
            for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
                const auto at = leaves_[graph_.outputs[graph_.sources[input.firstSource + source]].vertex];
                if (graph_.options[input.firstSource + source].compensate) {
                    compensated = std::max(compensated, at);
                    any = true;
                } else
                    early = std::max(early, at);
            }
        }
        const auto complete = any ? compensated : early;
        leaves_[number] = complete + vertex.latency;
        return complete;
    }
    std::uint32_t leaves(std::uint32_t output) const { return leaves_[graph_.outputs[output].vertex]; }

private:
    const ResolvedGraph& graph_;
    std::vector<std::uint32_t> leaves_;
};

/// Events wait in lines that the step of their reader serves, without a vertex.
void delayEvents(ResolvedGraph& graph, const Vertex& vertex, std::uint32_t port, const Arrivals& arrivals,
                 std::uint32_t complete, LineBook& lines) {
    const auto& input = graph.inputs[vertex.firstInput + port];
    graph.eventDelays.resize(graph.sources.size());
    for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
        const auto place = input.firstSource + source;
        // What waits on an edge that is compensated no more still comes.
        const auto frames =
            graph.options[place].compensate ? complete - arrivals.leaves(graph.sources[place]) : 0;
        graph.eventDelays[place] = {lines.eventLine(graph.edgeOf(vertex, port, source), frames > 0), frames};
    }
}

using Edges = std::unordered_set<Edge, EdgeHash>;

/// After how many frames the outputs of what is new tell the past, and not the silence that it began with.
class Pasts {
public:
    /// `heard`: what does not play yet; null: nothing does, and nobody waits for anything.
    Pasts(const ResolvedGraph& graph, const Changes* heard) : graph_(graph) {
        if (heard == nullptr)
            return;
        late_.resize(graph.vertices.size());
        fresh_ = Edges(heard->come.begin(), heard->come.end());
        for (const auto& record : heard->added)
            added_.insert(record->id);
    }
    bool isFresh(const Edge& edge) const { return fresh_.contains(edge); }
    bool known() const { return !late_.empty(); }

    /// An edge into a vertex, delayed by `frames`. Requires: its source's vertex has been left.
    void arrive(std::uint32_t source, const Edge& edge, std::uint32_t frames) {
        const auto from = late_[graph_.outputs[source].vertex];
        into_ = std::max(into_, from + (frames > 0 && isFresh(edge) ? frames : 0));
    }
    /// When all that comes into the vertex has arrived; the fades of a vertex that stays wait for it.
    void leave(std::uint32_t number) {
        const auto& vertex = graph_.vertices[number];
        if (vertex.kind == VertexKind::fade)
            wait_ = std::max(wait_, into_);
        else if (added_.contains(vertex.id))
            late_[number] = into_ + vertex.latency;
        into_ = 0;
    }
    std::uint32_t wait() const { return wait_; }

private:
    const ResolvedGraph& graph_;
    Edges fresh_;
    std::unordered_set<NodeId> added_;
    std::vector<std::uint32_t> late_; ///< by vertex
    std::uint32_t into_ = 0;
    std::uint32_t wait_ = 0;
};

/// An edge whose signal has to wait.
struct Delayed {
    std::uint32_t vertex, port, source, frames;
};

// Notes on its way what a bypass, an event edge and the graph's output need.
std::vector<Delayed> findDelayed(ResolvedGraph& graph, const SerialOrder& order, LineBook& lines,
                                 Pasts& pasts) {
    Arrivals arrivals(graph);
    std::vector<Delayed> delayed;
    for (const auto number : order) {
        const auto complete = arrivals.visit(number);
        const auto& vertex = graph.vertices[number];
        if (vertex.kind == VertexKind::graphOutput)
            graph.latency = complete;
        if (vertex.junction && vertex.bypass != nullptr && graph.inputs[vertex.firstInput + 1].sourceCount > 0)
            // What comes late does not wait, nor does anything for it.
            graph.vertices.change(number).frames =
                complete - std::min(complete, arrivals.leaves(passing(graph, vertex)));
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
            const auto& input = graph.inputs[vertex.firstInput + port];
            if (input.width == 0) {
                delayEvents(graph, vertex, port, arrivals, complete, lines);
                continue;
            }
            for (std::uint32_t source = 0; source < input.sourceCount; ++source) {
                const auto place = input.firstSource + source;
                const auto& from = graph.vertices[graph.outputs[graph.sources[place]].vertex];
                const bool waits = graph.options[place].compensate && from.kind != VertexKind::feedbackRead;
                const auto frames = waits ? complete - arrivals.leaves(graph.sources[place]) : 0;
                if (pasts.known())
                    pasts.arrive(graph.sources[place], graph.edgeOf(vertex, port, source), frames);
                if (!waits)
                    continue;
                if (frames > 0 || (!lines.empty() && lines.has(graph.edgeOf(vertex, port, source))))
                    delayed.push_back({number, port, source, frames});
            }
        }
        if (pasts.known())
            pasts.leave(number);
    }
    return delayed;
}

} // namespace

bool compensateLatency(ResolvedGraph& graph, const SerialOrder& order, LineBook& lines, const Changes* heard) {
    graph.fadeWait = 0;
    if (graph.slowCount == 0 && lines.empty())
        return false;
    Pasts pasts(graph, heard);
    const auto delayed = findDelayed(graph, order, lines, pasts);
    graph.fadeWait = pasts.wait();
    // An edge that is on both sides of a fade has one line, which both read.
    std::unordered_map<Edge, std::uint32_t, EdgeHash> faded;
    for (const auto& edge : delayed) {
        const auto& vertex = graph.vertices[edge.vertex];
        const auto input = graph.inputs[vertex.firstInput + edge.port];
        const auto name = graph.edgeOf(vertex, edge.port, edge.source);
        const auto line = lines.line(name, input.width, edge.frames, heard != nullptr && !pasts.isFresh(name));
        const auto place = input.firstSource + edge.source;
        const auto from = graph.sources[place];
        if (const auto shared = faded.find(name); shared != faded.end()) {
            --graph.outputs.change(from).readers;
            ++graph.outputs.change(shared->second).readers;
            graph.sources.change(place) = shared->second;
            continue;
        }
        const auto added = graph.addVertex(VertexKind::delay, line, edge.frames, input.width, input.width);
        graph.feed(added, from);
        graph.sources.change(place) = graph.vertices[added].firstOutput;
        graph.outputs.change(graph.vertices[added].firstOutput).readers = 1;
        if (graph.vertices[edge.vertex].kind == VertexKind::fade)
            faded.emplace(name, graph.vertices[added].firstOutput);
    }
    return !delayed.empty();
}

} // namespace rondo::graph::detail
