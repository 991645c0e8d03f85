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
    /// Whether what reads `output` next is alone with it when one edge is left.
    bool alone(std::uint32_t) const { return true; }

private:
    std::vector<std::uint32_t> free_;
    std::uint32_t count_ = BufferPlan::silence + 1;
};

/// The rule of a parallel run: a buffer is free again when all its readers belong to one item and have run.
/// That item uses it on, and in the end hands what is free to the first item that waits for it, which likely
/// runs on the same core. So two items have a buffer in common only when one waits for the other.
class ReuseAlongItems {
public:
    ReuseAlongItems(const ResolvedGraph& graph, const WorkItems& items)
        : items_(items), readingItem_(graph.outputs.size(), unread), free_(items.count()) {
        for (std::uint32_t vertex = 0; vertex < graph.vertices.size(); ++vertex)
            for (std::uint32_t port = 0; port < graph.vertices[vertex].inputCount; ++port) {
                const auto& input = graph.inputs[graph.vertices[vertex].firstInput + port];
                for (std::uint32_t source = 0; source < input.sourceCount; ++source)
                    note(graph.sources[input.firstSource + source], items.itemOf[vertex]);
            }
    }
    void enter(std::uint32_t item) {
        if (item_ != WorkItems::none)
            handOver();
        item_ = item;
    }
    std::uint32_t take() {
        auto& mine = free_[item_];
        if (mine.first == nothing) {
            next_.push_back(nothing);
            return static_cast<std::uint32_t>(next_.size() - 1);
        }
        const auto number = mine.first;
        mine.first = next_[number];
        return number;
    }
    void give(std::uint32_t number) {
        auto& mine = free_[item_];
        next_[number] = mine.first;
        if (mine.first == nothing)
            mine.last = number;
        mine.first = number;
    }
    std::uint32_t count() const { return static_cast<std::uint32_t>(next_.size()); }
    bool alone(std::uint32_t output) const {
        return readingItem_[output] == item_ || readingItem_[output] == unread;
    }

private:
    static constexpr std::uint32_t unread = ~std::uint32_t{0};
    static constexpr std::uint32_t several = unread - 1;
    static constexpr std::uint32_t nothing = 0; ///< buffer 0 is never free
    struct List {
        std::uint32_t first = nothing;
        std::uint32_t last = nothing;
    };

    void note(std::uint32_t output, std::uint32_t item) {
        auto& known = readingItem_[output];
        known = known == unread || known == item ? item : several;
    }
    void handOver() {
        const auto& mine = free_[item_];
        const auto after = items_.successors(item_);
        if (mine.first == nothing || after.empty())
            return;
        auto& theirs = free_[after.front()];
        next_[mine.last] = theirs.first;
        if (theirs.first == nothing)
            theirs.last = mine.last;
        theirs.first = mine.first;
    }

    const WorkItems& items_;
    std::vector<std::uint32_t> readingItem_;   ///< by output
    std::vector<List> free_;                   ///< by item
    std::vector<std::uint32_t> next_{nothing}; ///< by buffer: the free one after it
    std::uint32_t item_ = WorkItems::none;
};

template <class Reuse>
class Assignment {
public:
    Assignment(const ResolvedGraph& graph, Reuse& reuse)
        : graph_(graph), reuse_(reuse), readers_(graph.outputs.size()) {
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
            if (readers_[sources[0]] == 1 && reuse_.alone(sources[0])) {
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
        taken_.assign(vertex.inputCount, 0);
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port) {
            const auto input = vertex.kind == VertexKind::fade ? afterSide : port;
            plan_.outputStarts[vertex.firstOutput + port] =
                takesOver(vertex, port, input) ? plan_.inputStarts[vertex.firstInput + input]
                                               : run(graph_.outputs[vertex.firstOutput + port].width);
        }
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            if (port == afterSide && vertex.kind == VertexKind::fade && inputs[port].sourceCount == 1 &&
                !taken_[port])
                hold(graph_.sources[inputs[port].firstSource], vertex.firstOutput);
            else
                giveInput(inputs[port], vertex.firstInput + port, taken_[port] != 0);
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
        return vertex.kind == VertexKind::delay || vertex.kind == VertexKind::fade || vertex.inPlace;
    }
    bool takesOver(const Vertex& vertex, std::uint32_t port, std::uint32_t from) {
        if (!worksInPlace(vertex) || from >= vertex.inputCount)
            return false;
        const auto& input = graph_.inputs[vertex.firstInput + from];
        const auto isLast = [&](std::uint32_t output) { return readers_[output] == 1 && reuse_.alone(output); };
        const bool alone =
            input.sourceCount > 1 || (input.sourceCount == 1 && isLast(graph_.sources[input.firstSource]));
        taken_[from] = alone && input.width == graph_.outputs[vertex.firstOutput + port].width;
        return taken_[from] != 0;
    }
    // Who reads a fade reads what is behind it once it is over, so that lives as long as the fade's output.
    void hold(std::uint32_t source, std::uint32_t fade) {
        behind_.resize(graph_.outputs.size(), nothing);
        behind_[fade] = source;
    }
    void letGo(std::uint32_t output) {
        if (output < behind_.size() && behind_[output] != nothing)
            release(behind_[output]);
    }
    void giveInput(const InputPort& port, std::uint32_t number, bool taken) {
        if (port.sourceCount == 1) {
            const auto source = graph_.sources[port.firstSource];
            if (taken) {
                readers_[source] = 0;
                letGo(source);
            } else {
                release(source);
            }
        } else if (port.sourceCount > 1 && !taken)
            giveRun(plan_.inputStarts[number], port.width);
    }
    void release(std::uint32_t output) {
        if (--readers_[output] > 0)
            return;
        if (reuse_.alone(output))
            giveRun(plan_.outputStarts[output], graph_.outputs[output].width);
        letGo(output);
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

    static constexpr std::uint32_t afterSide = 1; ///< a fade's input port that its output becomes
    static constexpr std::uint32_t nothing = ~std::uint32_t{0};
    const ResolvedGraph& graph_;
    Reuse& reuse_;
    std::vector<std::uint32_t> readers_;
    std::vector<std::uint32_t>
        behind_;                      ///< by output of a fade: the one that it comes from and did not take over
    std::vector<std::uint8_t> taken_; ///< by input port of the vertex at hand
    BufferPlan plan_;
};

} // namespace

BufferPlan assignBuffers(const ResolvedGraph& graph, std::span<const Operation> operations) {
    SerialReuse reuse;
    Assignment assignment(graph, reuse);
    for (const auto& operation : operations)
        if (operation.input == Operation::wholeVertex)
            assignment.place(graph.vertices[operation.vertex]);
        else
            assignment.add(operation);
    return assignment.take();
}

BufferPlan assignBuffers(const ResolvedGraph& graph, std::span<const Operation> operations,
                         const WorkItems& items) {
    ReuseAlongItems reuse(graph, items);
    Assignment assignment(graph, reuse);
    std::uint32_t item = WorkItems::none;
    for (const auto& operation : operations) {
        if (items.itemOf[operation.vertex] != item)
            reuse.enter(item = items.itemOf[operation.vertex]);
        if (operation.input == Operation::wholeVertex)
            assignment.place(graph.vertices[operation.vertex]);
        else
            assignment.add(operation);
    }
    return assignment.take();
}

} // namespace rondo::graph::detail
