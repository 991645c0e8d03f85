// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/work_items.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace rondo::graph::detail {

namespace {

constexpr auto none = WorkItems::none;

struct ItemEdge {
    std::uint32_t from;
    std::uint32_t to;
};

class Cut {
public:
    Cut(const ResolvedGraph& graph, std::span<const std::uint32_t> order) : graph_(graph), order_(order) {
        items_.itemOf.assign(graph.vertices.size(), none);
    }

    WorkItems make() {
        findSoleReaders();
        for (std::size_t place = 0; place < order_.size(); ++place) {
            const auto vertex = order_[place];
            if (place > 0 && continues(order_[place - 1], vertex)) {
                items_.itemOf[vertex] = items_.itemOf[order_[place - 1]];
                ++depth_[items_.itemOf[vertex]];
            } else {
                begin(vertex);
            }
            items_.longestPath = std::max(items_.longestPath, depth_[items_.itemOf[vertex]]);
        }
        orderOutputAfterInput();
        listSuccessors();
        return std::move(items_);
    }

private:
    std::span<const std::uint32_t> sourcesOf(std::uint32_t number) const {
        const auto& vertex = graph_.vertices[number];
        if (vertex.inputCount == 0)
            return {};
        // Delays and feedback edges are fed from elsewhere in `sources` than their neighbours, but have one
        // port.
        const auto& first = graph_.inputs[vertex.firstInput];
        const auto& last = graph_.inputs[vertex.firstInput + vertex.inputCount - 1];
        return std::span(graph_.sources)
            .subspan(first.firstSource, last.firstSource + last.sourceCount - first.firstSource);
    }
    std::uint32_t vertexBehind(std::uint32_t output) const { return graph_.outputs[output].vertex; }

    void findSoleReaders() {
        const auto count = static_cast<std::uint32_t>(graph_.vertices.size());
        soleReader_.assign(count, none);
        std::vector<bool> read(count, false);
        for (std::uint32_t vertex = 0; vertex < count; ++vertex)
            for (const auto output : sourcesOf(vertex)) {
                const auto source = vertexBehind(output);
                soleReader_[source] = !read[source] || soleReader_[source] == vertex ? vertex : none;
                read[source] = true;
            }
    }
    bool continues(std::uint32_t before, std::uint32_t vertex) const {
        const auto sources = sourcesOf(vertex);
        return soleReader_[before] == vertex && !sources.empty() &&
               std::ranges::all_of(sources, [&](auto output) { return vertexBehind(output) == before; });
    }
    void begin(std::uint32_t vertex) {
        const auto item = items_.count();
        items_.itemOf[vertex] = item;
        items_.waits.push_back(0);
        noted_.push_back(none);
        std::uint32_t deepest = 0;
        for (const auto output : sourcesOf(vertex)) {
            const auto from = items_.itemOf[vertexBehind(output)];
            deepest = std::max(deepest, depth_[from]);
            if (std::exchange(noted_[from], item) != item)
                edges_.push_back({from, item});
        }
        depth_.push_back(deepest + 1);
    }
    // The caller's input may lie in the memory of its output.
    void orderOutputAfterInput() {
        for (std::uint32_t vertex = 0; vertex < graph_.vertices.size(); ++vertex) {
            if (graph_.vertices[vertex].kind != VertexKind::graphOutput || graph_.vertices[0].outputCount == 0)
                continue;
            const ItemEdge edge{items_.itemOf[0], items_.itemOf[vertex]};
            const auto there = [&](const ItemEdge& one) { return one.from == edge.from && one.to == edge.to; };
            if (edge.from != edge.to && std::ranges::none_of(edges_, there))
                edges_.push_back(edge);
        }
    }
    void listSuccessors() {
        items_.firstAfter.assign(items_.count() + 1, 0);
        for (const auto& edge : edges_) {
            ++items_.firstAfter[edge.from + 1];
            ++items_.waits[edge.to];
        }
        std::partial_sum(items_.firstAfter.begin(), items_.firstAfter.end(), items_.firstAfter.begin());
        auto next = items_.firstAfter;
        items_.after.resize(edges_.size());
        for (const auto& edge : edges_)
            items_.after[next[edge.from]++] = edge.to;
    }

    const ResolvedGraph& graph_;
    std::span<const std::uint32_t> order_;
    std::vector<std::uint32_t> soleReader_; ///< by vertex: none when there is none or more than one
    std::vector<std::uint32_t> noted_;      ///< by item: the last one that was found to wait for it
    std::vector<std::uint32_t> depth_;      ///< by item: vertices from a source to its end
    std::vector<ItemEdge> edges_;
    WorkItems items_;
};

} // namespace

WorkItems findWorkItems(const ResolvedGraph& graph, std::span<const std::uint32_t> order) {
    return Cut(graph, order).make();
}

} // namespace rondo::graph::detail
