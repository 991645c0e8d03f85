// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <numeric>

namespace rondo::graph::detail {

namespace {

struct Reader {
    std::uint32_t vertex;
    std::uint32_t input;
};

/// For each output port, the input ports that sum it with others, side by side.
class Readers {
public:
    explicit Readers(const ResolvedGraph& graph) : first_(graph.outputs.size() + 1, 0) {
        std::uint32_t count = 0;
        forEach(graph, [&](std::uint32_t output, Reader) {
            ++first_[output + 1];
            ++count;
        });
        if (count == 0)
            return;
        readers_.resize(count);
        std::partial_sum(first_.begin(), first_.end(), first_.begin());
        auto next = first_;
        forEach(graph, [&](std::uint32_t output, Reader reader) { readers_[next[output]++] = reader; });
    }
    std::span<const Reader> of(std::uint32_t output) const {
        return std::span(readers_).subspan(first_[output], first_[output + 1] - first_[output]);
    }

private:
    template <class Visit>
    static void forEach(const ResolvedGraph& graph, Visit visit) {
        for (std::uint32_t number = 0; number < graph.vertices.size(); ++number) {
            const auto& vertex = graph.vertices[number];
            for (auto input = vertex.firstInput; input < vertex.firstInput + vertex.inputCount; ++input)
                // Events are merged by the node's own step.
                if (const auto port = graph.inputs[input]; port.sourceCount > 1 && port.width > 0)
                    for (auto place = port.firstSource; place < port.firstSource + port.sourceCount; ++place)
                        visit(graph.sources[place], Reader{number, input});
        }
    }
    std::vector<std::uint32_t> first_;
    std::vector<Reader> readers_;
};

} // namespace

// A source is added as soon as it and those before it are there, while its samples are still in the cache.
std::vector<Operation> linearize(const ResolvedGraph& graph, const SerialOrder& order) {
    std::vector<Operation> operations;
    operations.reserve(order.size() + graph.sources.size());
    const Readers readers(graph);
    std::vector<bool> done(graph.outputs.size(), false);
    std::vector<std::uint32_t> added(graph.inputs.size(), 0);
    for (const auto number : order) {
        operations.push_back({number, Operation::wholeVertex, 0});
        const auto& vertex = graph.vertices[number];
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            done[port] = true;
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            for (const auto reader : readers.of(port)) {
                const auto& target = graph.inputs[reader.input];
                auto& next = added[reader.input];
                for (; next < target.sourceCount && done[graph.sources[target.firstSource + next]]; ++next)
                    if (next > 0)
                        operations.push_back({reader.vertex, reader.input, next});
            }
    }
    return operations;
}

std::vector<Operation> linearizeByItem(const ResolvedGraph& graph, const SerialOrder& order) {
    std::vector<Operation> operations;
    operations.reserve(order.size() + graph.sources.size());
    for (const auto number : order) {
        const auto& vertex = graph.vertices[number];
        for (std::uint32_t port = vertex.firstInput; port < vertex.firstInput + vertex.inputCount; ++port)
            for (std::uint32_t source = 1;
                 graph.inputs[port].width > 0 && source < graph.inputs[port].sourceCount; ++source)
                operations.push_back({number, port, source});
        operations.push_back({number, Operation::wholeVertex, 0});
    }
    return operations;
}

} // namespace rondo::graph::detail
