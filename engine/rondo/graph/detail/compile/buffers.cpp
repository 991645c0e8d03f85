// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>
#include <numeric>
#include <rondo/audio/channel_layout.h>

namespace rondo::graph::detail {

namespace {

/// The rule of a serial run: a buffer is free again once its last reader has run, and the last freed is taken
/// first, because it is still in the cache. A parallel run needs a stricter rule (all readers must come before
/// the next writer in every order); it replaces this class and nothing else.
class SerialReuse {
public:
    std::uint32_t take() {
        if (free_.empty())
            return count_++;
        const auto number = free_.back();
        free_.pop_back();
        return number;
    }
    void give(std::uint32_t number) { free_.push_back(number); }
    std::uint32_t count() const { return count_; }

private:
    std::vector<std::uint32_t> free_;
    std::uint32_t count_ = BufferPlan::silence + 1;
};

class Assignment {
public:
    explicit Assignment(const ResolvedGraph& graph) : graph_(graph), readers_(graph.outputs.size()) {
        std::ranges::transform(graph.outputs, readers_.begin(), &OutputPort::readers);
        plan_.channels.assign(audio::ChannelLayout::maximum, BufferPlan::silence);
        plan_.inputStarts.resize(graph.inputs.size());
        plan_.outputStarts.resize(graph.outputs.size());
    }

    // Sums are finished before the node runs, so what only they read can carry the node's outputs. What the
    // node reads directly is given back after its outputs are placed: an output never overlaps an input.
    void place(const Vertex& vertex) {
        const auto inputs = std::span(graph_.inputs).subspan(vertex.firstInput, vertex.inputCount);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            placeInput(inputs[port], plan_.inputStarts[vertex.firstInput + port]);
        for (const auto& port : inputs)
            if (port.sourceCount > 1)
                release(port);
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            plan_.outputStarts[vertex.firstOutput + port] =
                run(graph_.outputs[vertex.firstOutput + port].width);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
            if (inputs[port].sourceCount == 1)
                release(inputs[port]);
            else if (inputs[port].sourceCount > 1)
                giveRun(plan_.inputStarts[vertex.firstInput + port], inputs[port].width);
        }
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            if (readers_[vertex.firstOutput + port] == 0)
                giveRun(plan_.outputStarts[vertex.firstOutput + port],
                        graph_.outputs[vertex.firstOutput + port].width);
    }

    BufferPlan take() {
        plan_.bufferCount = reuse_.count();
        return std::move(plan_);
    }

private:
    void placeInput(const InputPort& port, std::uint32_t& start) {
        if (port.sourceCount == 0)
            start = 0; // the run of silence
        else if (port.sourceCount == 1)
            start = plan_.outputStarts[graph_.sources[port.firstSource]];
        else
            start = run(port.width);
    }
    void release(const InputPort& port) {
        for (std::uint32_t source = 0; source < port.sourceCount; ++source) {
            const auto output = graph_.sources[port.firstSource + source];
            if (--readers_[output] == 0)
                giveRun(plan_.outputStarts[output], graph_.outputs[output].width);
        }
    }
    std::uint32_t run(std::uint32_t width) {
        const auto start = static_cast<std::uint32_t>(plan_.channels.size());
        for (std::uint32_t channel = 0; channel < width; ++channel)
            plan_.channels.push_back(reuse_.take());
        return start;
    }
    void giveRun(std::uint32_t start, std::uint32_t width) {
        for (std::uint32_t channel = width; channel-- > 0;)
            reuse_.give(plan_.channels[start + channel]);
    }

    const ResolvedGraph& graph_;
    std::vector<std::uint32_t> readers_;
    SerialReuse reuse_;
    BufferPlan plan_;
};

} // namespace

BufferPlan assignBuffers(const ResolvedGraph& graph, const SerialOrder& order) {
    Assignment assignment(graph);
    for (const auto vertex : order)
        assignment.place(graph.vertices[vertex]);
    return assignment.take();
}

} // namespace rondo::graph::detail
