// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {

enum class Mark : std::uint8_t { unseen, open, done };

struct Visit {
    std::uint32_t vertex;
    std::uint32_t nextSource; ///< into ResolvedGraph::sources: those of one vertex lie side by side
    std::uint32_t lastSource;
};

class DepthFirst {
public:
    explicit DepthFirst(const ResolvedGraph& graph)
        : graph_(graph), marks_(graph.vertices.size(), Mark::unseen) {
        order_.reserve(graph.vertices.size());
    }

    /// Vertices before this one are put in only by themselves, not for the sake of others.
    void mindFormer(std::uint32_t end) { formerEnd_ = end; }
    void put(std::uint32_t vertex) {
        marks_[vertex] = Mark::done;
        order_.push_back(vertex);
    }

    /// Returns: whether everything that feeds `vertex` could be put before it.
    bool visit(std::uint32_t vertex) {
        if (marks_[vertex] == Mark::done || graph_.vertices[vertex].kind == VertexKind::gone)
            return true;
        open(vertex);
        while (!path_.empty()) {
            auto& top = path_.back();
            if (top.nextSource == top.lastSource) {
                marks_[top.vertex] = Mark::done;
                order_.push_back(top.vertex);
                path_.pop_back();
                continue;
            }
            const auto source = graph_.outputs[graph_.sources[top.nextSource++]].vertex;
            if (marks_[source] == Mark::done)
                continue;
            if (marks_[source] == Mark::open || source < formerEnd_) {
                closing_ = source;
                return false;
            }
            open(source);
        }
        return true;
    }

    base::Error cycle() const {
        // The path leads upstream; signals flow the other way. What the passes put in has no name.
        std::string text = "The graph would run in a circle: ";
        const auto first = std::ranges::find(path_, closing_, &Visit::vertex);
        const auto name = [&](const Visit& visit) {
            const auto* const record = graph_.vertices[visit.vertex].record;
            return record != nullptr ? nameOf(*record) : std::string("a fade");
        };
        text += name(*first);
        for (auto visit = path_.end(); visit != first;)
            text += " -> " + name(*--visit);
        return {base::ErrorCode::invalidArgument, text + "; take away one of these edges."};
    }

    SerialOrder take() { return std::move(order_); }

private:
    void open(std::uint32_t vertex) {
        marks_[vertex] = Mark::open;
        const auto& record = graph_.vertices[vertex];
        if (record.inputCount == 0) {
            path_.push_back({vertex, 0, 0});
            return;
        }
        const auto& last = graph_.inputs[record.firstInput + record.inputCount - 1];
        path_.push_back(
            {vertex, graph_.inputs[record.firstInput].firstSource, last.firstSource + last.sourceCount});
    }

    const ResolvedGraph& graph_;
    std::vector<Mark> marks_;
    std::vector<Visit> path_;
    SerialOrder order_;
    std::uint32_t closing_ = 0;
    std::uint32_t formerEnd_ = 0;
};

} // namespace

base::Result<SerialOrder> sort(const ResolvedGraph& graph) {
    DepthFirst search(graph);
    const auto count = static_cast<std::uint32_t>(graph.vertices.size());
    const auto isSink = [&](std::uint32_t vertex) {
        const auto& record = graph.vertices[vertex];
        for (std::uint32_t port = 0; port < record.outputCount; ++port)
            if (graph.outputs[record.firstOutput + port].readers > 0)
                return false;
        return true;
    };
    // The input first, because it may lie in the memory of the output and yet lead there only by a feedback
    // edge.
    static_cast<void>(search.visit(0));
    const auto visitSinks = [&](std::uint32_t first, std::uint32_t end) {
        for (auto vertex = first; vertex < end; ++vertex)
            if (isSink(vertex) && !search.visit(vertex))
                return false;
        return true;
    };
    if (!visitSinks(ResolvedGraph::firstNode, graph.nodesEnd) || !search.visit(ResolvedGraph::outputVertex) ||
        !visitSinks(graph.nodesEnd, count))
        return tl::unexpected<base::Error>(search.cycle());
    // What no sink leads to lies on a cycle or feeds nothing else.
    for (std::uint32_t vertex = 0; vertex < count; ++vertex)
        if (!search.visit(vertex))
            return tl::unexpected<base::Error>(search.cycle());
    return search.take();
}

std::optional<SerialOrder> sortAgain(const ResolvedGraph& graph, const SerialOrder& former,
                                     const Revision& revision) {
    if (former.empty())
        return std::nullopt;
    DepthFirst search(graph);
    search.mindFormer(revision.formerEnd);
    std::vector<std::uint8_t> revised(revision.formerEnd, 0);
    for (const auto& port : revision.ports)
        if (port.vertex < revision.formerEnd)
            revised[port.vertex] = 1;
    for (const auto vertex : revision.unheard)
        revised[vertex] = 1;
    for (const auto vertex : former)
        if (revised[vertex] == 0)
            search.put(vertex);
        else if (!search.visit(vertex))
            return std::nullopt;
    for (auto vertex = revision.formerEnd; vertex < graph.vertices.size(); ++vertex)
        if (!search.visit(vertex))
            return std::nullopt;
    return search.take();
}

} // namespace rondo::graph::detail
