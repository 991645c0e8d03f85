// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>
#include <utility>

namespace rondo::graph::detail {

namespace {

/// What is left of a graph of both sides of an edit when its fades are over. Every buffer that is read then is
/// the one that is read during the fades, so that one plan serves both.
class Remainder {
public:
    Remainder(ResolvedGraph& graph, const Revision& revision) : graph_(graph), goes_(graph.vertices.size(), 0) {
        for (auto number = graph.nodesEnd; number < graph.vertices.size(); ++number)
            if (graph.vertices[number].kind == VertexKind::fade) {
                goes_[number] = 1;
                fades_.push_back(number);
            }
        for (const auto& [number, vertex] : revision.removed)
            goes_[number] = 1;
    }

    std::vector<Operation> operations(std::span<const Operation> both) const {
        std::vector<Operation> left;
        left.reserve(both.size());
        for (auto operation : both) {
            if (operation.input != Operation::wholeVertex &&
                graph_.vertices[operation.vertex].kind == VertexKind::fade) {
                const auto& fade = graph_.vertices[operation.vertex];
                if (operation.input == fade.firstInput)
                    continue;
                operation.input = fade.destinationInput;
                operation.vertex = fade.destinationVertex;
            } else if (goes(operation.vertex)) {
                continue;
            }
            left.push_back(operation);
        }
        return left;
    }
    void uncover(BufferPlan& plan) {
        for (const auto number : fades_) {
            const auto& fade = graph_.vertices[number];
            const auto after = fade.firstInput + 1;
            graph_.inputs.change(fade.destinationInput) = graph_.inputs[after];
            plan.inputStarts[fade.destinationInput] = plan.inputStarts[after];
        }
    }

    bool goes(std::uint32_t vertex) const { return goes_[vertex] != 0; }

private:
    ResolvedGraph& graph_;
    std::vector<std::uint8_t> goes_; ///< by vertex
    std::vector<std::uint32_t> fades_;
};

// The order from before serves as long as little was put into it, because neighbours in it share the cache.
std::optional<SerialOrder> orderOf(ResolvedGraph& graph, const Revision& revision, bool cut) {
    const auto former = std::exchange(graph.order, {});
    graph.orderAge += static_cast<std::uint32_t>(graph.vertices.size()) - revision.formerEnd;
    if (!cut && graph.orderAge < 64 + graph.nodeCount / 8)
        if (auto order = sortAgain(graph, former, revision))
            return order;
    graph.orderAge = 0;
    auto order = sort(graph);
    return order ? std::optional(*std::move(order)) : std::nullopt;
}

} // namespace

std::optional<BothSchedules> compileBoth(ResolvedGraph& graph, const Revision& revision, const Changes& changes,
                                         const CompileContext& context) {
    const auto feedsBack = [](const Edge& edge) { return edge.options.feedbackFrames > 0; };
    if (context.parallel || !context.lines.empty() || std::ranges::any_of(changes.gone, feedsBack) ||
        std::ranges::any_of(changes.tuned, feedsBack) || graph.slowCount > 0)
        return std::nullopt;
    const auto uncut = graph.vertices.size();
    cutFeedback(graph, context.lines);
    // Where edges are cut, no order serves twice: the next edit may join their ends.
    const bool cut = graph.vertices.size() > uncut;
    auto order = orderOf(graph, revision, cut);
    if (!order)
        return std::nullopt;
    const auto operations = linearize(graph, *order);
    auto plan = assignBuffers(graph, operations);
    BothSchedules both;
    both.fading = emit(graph, operations, plan, context.pool, context.rate);
    Remainder remainder(graph, revision);
    const auto left = remainder.operations(operations);
    remainder.uncover(plan);
    both.after = emit(graph, left, plan, context.pool, context.rate);
    if (context.fuse) {
        fuse(both.fading);
        fuse(both.after);
    }
    std::erase_if(*order,
                  [&](std::uint32_t vertex) { return vertex >= graph.nodesEnd || remainder.goes(vertex); });
    if (!cut)
        graph.order = std::move(*order);
    return both;
}

} // namespace rondo::graph::detail
