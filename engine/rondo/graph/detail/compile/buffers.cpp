// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>
#include <rondo/audio/channel_layout.h>

namespace rondo::graph::detail {

namespace {

/// The rule of a serial run: a buffer is free again once its last reader has run, and the last freed is taken
/// first, because it is still in the cache.
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
        plan_.channels.reserve(audio::ChannelLayout::maximum +
                               2 * (graph.outputs.size() + graph.inputs.size()));
        plan_.channels.assign(audio::ChannelLayout::maximum, BufferPlan::silence);
        plan_.inputStarts.resize(graph.inputs.size());
        plan_.outputStarts.resize(graph.outputs.size());
    }

    // The sum lies where its first source was, when nothing else reads that one. A buffer whose contents are
    // taken over like this is not given back by its former owner.
    void add(const Operation& operation) {
        const auto& port = graph_.inputs[operation.input];
        auto& start = plan_.inputStarts[operation.input];
        const auto sources = std::span(graph_.sources).subspan(port.firstSource, port.sourceCount);
        if (operation.source == 1) {
            if (readers_[sources[0]] == 1) {
                start = plan_.outputStarts[sources[0]];
                readers_[sources[0]] = 0;
            } else {
                start = run(port.width);
                release(sources[0]);
            }
        }
        release(sources[operation.source]);
    }

    void place(const Vertex& vertex) {
        const auto inputs = std::span(graph_.inputs).subspan(vertex.firstInput, vertex.inputCount);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port) {
            if (inputs[port].sourceCount == 0)
                plan_.inputStarts[vertex.firstInput + port] = 0; // the run of silence
            else if (inputs[port].sourceCount == 1)
                plan_.inputStarts[vertex.firstInput + port] =
                    plan_.outputStarts[graph_.sources[inputs[port].firstSource]];
        }
        taken_.assign(vertex.inputCount, false);
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            plan_.outputStarts[vertex.firstOutput + port] =
                takesOver(vertex, port) ? plan_.inputStarts[vertex.firstInput + port]
                                        : run(graph_.outputs[vertex.firstOutput + port].width);
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            giveInput(inputs[port], vertex.firstInput + port, taken_[port]);
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
    static bool worksInPlace(const Vertex& vertex) {
        return vertex.kind == VertexKind::delay || vertex.kind == VertexKind::fade ||
               (vertex.record && vertex.record->description.inPlace);
    }
    bool takesOver(const Vertex& vertex, std::uint32_t port) {
        if (!worksInPlace(vertex) || port >= vertex.inputCount)
            return false;
        const auto& input = graph_.inputs[vertex.firstInput + port];
        const bool alone = input.sourceCount > 1 ||
                           (input.sourceCount == 1 && readers_[graph_.sources[input.firstSource]] == 1);
        taken_[port] = alone && input.width == graph_.outputs[vertex.firstOutput + port].width;
        return taken_[port];
    }
    void giveInput(const InputPort& port, std::uint32_t number, bool taken) {
        if (port.sourceCount == 1) {
            if (taken)
                readers_[graph_.sources[port.firstSource]] = 0;
            else
                release(graph_.sources[port.firstSource]);
        } else if (port.sourceCount > 1 && !taken)
            giveRun(plan_.inputStarts[number], port.width);
    }
    void release(std::uint32_t output) {
        if (--readers_[output] == 0)
            giveRun(plan_.outputStarts[output], graph_.outputs[output].width);
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
    std::vector<bool> taken_;
    SerialReuse reuse_;
    BufferPlan plan_;
};

} // namespace

BufferPlan assignBuffers(const ResolvedGraph& graph, std::span<const Operation> operations) {
    Assignment assignment(graph);
    for (const auto& operation : operations)
        if (operation.input == Operation::wholeVertex)
            assignment.place(graph.vertices[operation.vertex]);
        else
            assignment.add(operation);
    return assignment.take();
}

} // namespace rondo::graph::detail
