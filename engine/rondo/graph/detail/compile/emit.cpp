// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/parallel_plan.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <rondo/audio/channel_layout.h>

namespace rondo::graph {

namespace {

using detail::Vertex;
using detail::VertexKind;

StepKind stepOf(VertexKind kind) {
    switch (kind) {
    case VertexKind::node:
    case VertexKind::gone:
        return StepKind::runNode;
    case VertexKind::graphInput:
        return StepKind::readInput;
    case VertexKind::graphOutput:
        return StepKind::writeOutput;
    case VertexKind::delay:
        return StepKind::delay;
    case VertexKind::feedbackWrite:
        return StepKind::writeFeedback;
    case VertexKind::feedbackRead:
        return StepKind::readFeedback;
    case VertexKind::fade:
        return StepKind::fade;
    }
    return StepKind::runNode;
}

std::uint64_t tailOf(const Vertex& vertex, double rate) {
    if (vertex.kind == VertexKind::delay)
        return vertex.line->memory();
    if (vertex.kind == VertexKind::fade)
        return 0;
    if (vertex.kind != VertexKind::node)
        return Step::endless;
    if (vertex.tail == 0)
        return vertex.latency;
    const auto frames = std::ceil(vertex.tail * rate);
    // Negated, so that what is no number counts as endless.
    if (!(frames >= 0 && frames < 1e15))
        return Step::endless;
    return static_cast<std::uint64_t>(frames) + vertex.latency;
}

} // namespace

/// Fills a schedule; nobody else can. Ports are first counted, so that their places are known before they are
/// filled.
class ScheduleWriter {
public:
    ScheduleWriter(const detail::ResolvedGraph& graph, std::span<const detail::Operation> operations,
                   const detail::BufferPlan& plan, detail::BufferPool& pool, double rate)
        : graph_(graph), plan_(plan), rate_(rate) {
        pool.reserve(plan.bufferCount);
        schedule_.chunks_ = pool.chunks();
        schedule_.bufferCount_ = plan.bufferCount;
        schedule_.latency_ = graph.latency;
        schedule_.longestPiece_ = graph.longestPiece;
        schedule_.silence_.assign(audio::ChannelLayout::maximum, pool.buffer(detail::BufferPlan::silence));
        schedule_.channels_.resize(plan.channels.size());
        std::ranges::transform(plan.channels, schedule_.channels_.begin(),
                               [&](std::uint32_t number) { return pool.buffer(number); });
        const auto adds =
            static_cast<std::size_t>(std::ranges::count_if(operations, [](const detail::Operation& operation) {
                return operation.input != detail::Operation::wholeVertex;
            }));
        schedule_.steps_.reserve(operations.size());
        schedule_.times_.reserve(operations.size());
        memoryless_.reserve(operations.size());
        std::size_t eventSources = 0;
        if (graph.eventCount > 0)
            for (const auto& input : graph.inputs)
                eventSources += input.width == 0 ? input.sourceCount : 0;
        schedule_.inputs_.reserve(graph.inputs.size() + 2 * adds + eventSources);
        schedule_.outputs_.reserve(graph.outputs.size() + adds);
        if (const auto nodes = graph.nodesEnd - detail::ResolvedGraph::firstNode; nodes > 0)
            schedule_.index_ = detail::IdIndex(nodes, graph.vertices[detail::ResolvedGraph::firstNode].id,
                                               graph.vertices[graph.nodesEnd - 1].id);
        schedule_.kept_.reserve(graph.nodes.size() + graph.guests.size());
        schedule_.kept_.assign(graph.nodes.begin(), graph.nodes.end());
        schedule_.kept_.insert(schedule_.kept_.end(), graph.guests.begin(), graph.guests.end());
        // Flag 0 is that of silence; then one a port, one an addition.
        schedule_.rest.silent.assign(1 + graph.outputs.size() + adds, 0);
        schedule_.rest.silent[0] = 1;
        sumFlags_.resize(graph.inputs.size());
        nextFlag_ = 1 + static_cast<std::uint32_t>(graph.outputs.size());
    }

    void add(const detail::Operation& operation) {
        const auto& port = graph_.inputs[operation.input];
        auto& step = schedule_.steps_.emplace_back();
        step.kind = StepKind::add;
        step.id = named(graph_.vertices[operation.vertex].id);
        step.tail = 0;
        const auto* const inputs = schedule_.inputs_.data() + schedule_.inputs_.size();
        const auto first = graph_.sources[port.firstSource];
        if (operation.source == 1)
            addInput(plan_.outputStarts[first], port.width, outputFlag(first));
        else
            addInput(plan_.inputStarts[operation.input], port.width, sumFlags_[operation.input]);
        const auto source = graph_.sources[port.firstSource + operation.source];
        addInput(plan_.outputStarts[source], port.width, outputFlag(source));
        sumFlags_[operation.input] = nextFlag_++;
        const auto* const outputs = schedule_.outputs_.data() + schedule_.outputs_.size();
        addOutput(plan_.inputStarts[operation.input], port.width, sumFlags_[operation.input]);
        step.ports = {inputs, outputs, 2, 1};
        schedule_.times_.push_back(nullptr);
        memoryless_.push_back(0);
    }

    void addVertex(const Vertex& vertex) {
        auto& step = schedule_.steps_.emplace_back();
        step.kind = stepOf(vertex.kind);
        step.id = named(vertex.id);
        step.line = vertex.line;
        step.frames = vertex.frames;
        step.tail = tailOf(vertex, rate_);
        const auto* const inputs = schedule_.inputs_.data() + schedule_.inputs_.size();
        const auto* const outputs = schedule_.outputs_.data() + schedule_.outputs_.size();
        const auto inputCount = inputsOf(vertex);
        for (std::uint32_t port = vertex.firstInput; port < vertex.firstInput + inputCount; ++port)
            if (graph_.inputs[port].width > 0)
                addInput(plan_.inputStarts[port], graph_.inputs[port].width, inputFlag(port));
        for (std::uint32_t port = vertex.firstOutput; port < vertex.firstOutput + vertex.outputCount; ++port)
            addOutput(plan_.outputStarts[port], graph_.outputs[port].width, outputFlag(port));
        step.ports = {inputs, outputs, inputCount, vertex.outputCount};
        if (vertex.events)
            addEventPorts(step, vertex);
        if (vertex.node != nullptr) {
            if (!vertex.events)
                step.node = vertex.node;
            step.split = vertex.split;
            step.bypass = vertex.bypass;
            step.hasBypass = vertex.bypass != nullptr;
            step.bypassed = vertex.bypassed;
            step.metered = vertex.levels != nullptr;
            if (step.metered) {
                schedule_.levels_.resize(schedule_.steps_.size());
                schedule_.levels_.back() = vertex.levels;
            }
            step.frames = vertex.junction ? vertex.frames : vertex.latency;
            step.multiplies = vertex.multiplies;
            step.sums = vertex.sums || (vertex.junction && inputCount == 1);
            // What is heard past a node, and in a fade back to it, ends when the line is silent.
            if (step.hasBypass)
                step.tail = std::max<std::uint64_t>(step.tail, step.bypass->memory());
            schedule_.index_.insert(vertex.id, static_cast<std::uint32_t>(schedule_.steps_.size() - 1));
            ++schedule_.nodeCount_;
        }
        schedule_.times_.push_back(vertex.times);
        memoryless_.push_back(vertex.memoryless ? 1 : 0);
    }

    Schedule take() {
        listReaders();
        guard();
        const auto steps = schedule_.steps_.size();
        schedule_.rest.silentFor.assign(steps, 0);
        schedule_.rest.states.assign((steps + 7) / 8 * 8, StepState::asleep);
        // No port is silent yet but those to which nothing is connected. So the first block, into which the
        // adoption falls, need not look at each step; what turns out to be silent tells its readers.
        std::ranges::transform(schedule_.steps_, schedule_.rest.states.begin(), [](const Step& step) {
            return step.looksAtSilenceAlone() ? StepState::sounding : StepState::quiet;
        });
        for (const auto reader : schedule_.readers(schedule_.rest.silent.data()))
            schedule_.rest.states[reader] = StepState::quiet;
        return std::move(schedule_);
    }

private:
    std::uint32_t outputFlag(std::uint32_t output) const { return 1 + output; }
    std::uint32_t inputFlag(std::uint32_t input) const {
        const auto& port = graph_.inputs[input];
        if (port.sourceCount == 0)
            return 0;
        return port.sourceCount == 1 ? outputFlag(graph_.sources[port.firstSource]) : sumFlags_[input];
    }
    // An input that nothing reaches would keep what sums from counting as sounding.
    std::uint32_t inputsOf(const Vertex& vertex) const {
        auto count = vertex.inputCount;
        if ((vertex.sums || vertex.junction) && vertex.bypass == nullptr)
            while (count > 1 && graph_.inputs[vertex.firstInput + count - 1].sourceCount == 0)
                --count;
        return count;
    }
    void addInput(std::uint32_t start, std::uint32_t width, std::uint32_t flag) {
        schedule_.inputs_.push_back(
            {schedule_.channels_.data() + start, width, schedule_.rest.silent.data() + flag});
    }
    void addOutput(std::uint32_t start, std::uint32_t width, std::uint32_t flag) {
        schedule_.outputs_.push_back(
            {schedule_.channels_.data() + start, width, schedule_.rest.silent.data() + flag});
    }

    /// The sources of event inputs stand among the step's ports behind its inputs, one by one.
    void addEventPorts(Step& step, const Vertex& vertex) {
        auto own = std::make_unique<detail::EventStep>();
        const auto& description = vertex.record->description;
        own->node = vertex.node;
        own->ports = vertex.record->events.get();
        own->inputCount = static_cast<std::uint32_t>(description.inputs.size());
        own->outputCount = static_cast<std::uint32_t>(description.outputs.size());
        own->views.resize(description.eventInputs.size());
        own->rest.resize(description.eventInputs.size());
        for (std::uint32_t input = 0; input < description.eventInputs.size(); ++input) {
            const auto& port = graph_.inputs[vertex.firstInput + own->inputCount + input];
            for (auto place = port.firstSource; place < port.firstSource + port.sourceCount; ++place)
                own->sources.push_back(eventSource(place, input));
        }
        step.kind = StepKind::runEventNode;
        step.events = own.get();
        step.ports.inputCount = own->inputCount + static_cast<std::uint32_t>(own->sources.size());
        schedule_.eventSteps_.push_back(std::move(own));
    }
    detail::EventSource eventSource(std::uint32_t place, std::uint32_t input) {
        const auto number = graph_.sources[place];
        const auto& from = graph_.vertices[graph_.outputs[number].vertex];
        const auto port = number - from.firstOutput - from.record->description.outputs.size();
        addInput(0, 0, outputFlag(number));
        detail::EventSource source{&from.record->events->outputs[port], schedule_.inputs_.back().silent,
                                   nullptr, 0, input};
        if (place < graph_.eventDelays.size()) {
            source.line = graph_.eventDelays[place].line;
            source.frames = graph_.eventDelays[place].frames;
        }
        return source;
    }

    void listReaders() {
        const auto* const flags = schedule_.rest.silent.data();
        auto& first = schedule_.firstReader_;
        first.assign(schedule_.rest.silent.size() + 1, 0);
        for (const auto& port : schedule_.inputs_)
            ++first[static_cast<std::size_t>(port.silent - flags) + 1];
        std::partial_sum(first.begin(), first.end(), first.begin());
        auto next = first;
        schedule_.readers_.resize(schedule_.inputs_.size());
        for (std::uint32_t number = 0; number < schedule_.steps_.size(); ++number)
            for (const auto& port :
                 std::span(schedule_.steps_[number].ports.inputs, schedule_.steps_[number].ports.inputCount))
                schedule_.readers_[next[static_cast<std::size_t>(port.silent - flags)]++] = number;
    }

    // What is no number must reach neither a state, where it would stay, nor a sum, which it would take over.
    // Nodes without memory pass it on to the end of their chain.
    void guard() {
        const auto forgets = [&](std::uint32_t number) { return memoryless_[number] != 0; };
        for (auto& step : schedule_.steps_) {
            if (step.node == nullptr)
                continue;
            step.guarded = step.metered;
            for (std::uint32_t port = 0; port < step.ports.outputCount; ++port)
                if (!std::ranges::all_of(schedule_.readers(step.ports.outputs[port].silent), forgets))
                    step.guarded = true;
        }
    }

    // A delay or an end of a feedback edge is told as a part of what runs before it.
    NodeId named(NodeId id) { return named_ = id ? id : named_; }

    const detail::ResolvedGraph& graph_;
    const detail::BufferPlan& plan_;
    double rate_;
    std::vector<std::uint32_t> sumFlags_;  ///< of each input port: the flag of its sum so far
    std::vector<std::uint8_t> memoryless_; ///< by step
    NodeId named_ = graphInput;            ///< of the last step that has a name
    std::uint32_t nextFlag_ = 0;
    Schedule schedule_;
};

namespace detail {

Schedule emit(const ResolvedGraph& graph, std::span<const Operation> operations, const BufferPlan& plan,
              BufferPool& pool, double rate) {
    ScheduleWriter writer(graph, operations, plan, pool, rate);
    for (const auto& operation : operations)
        if (operation.input == Operation::wholeVertex)
            writer.addVertex(graph.vertices[operation.vertex]);
        else
            writer.add(operation);
    return writer.take();
}

base::Result<Schedule> compile(ResolvedGraph& graph, const CompileContext& context) {
    cutFeedback(graph, context.lines);
    insertFades(graph);
    graph.order.clear();
    auto order = sort(graph);
    if (order && compensateLatency(graph, *order, context.lines, context.heard))
        order = sort(graph);
    if (!order)
        return tl::unexpected<base::Error>(std::move(order.error()));
    const auto operations = linearize(graph, *order);
    const auto plan = assignBuffers(graph, operations);
    auto schedule = emit(graph, operations, plan, context.pool, context.rate);
    schedule.rest.waits = graph.fadeWait;
    if (context.fuse)
        fuse(schedule);
    if (context.parallel) {
        auto shared = planParallel(graph, *order, operations, schedule, context.pool);
        if (shared && context.fuse)
            shared->chains = findChains(shared->steps, shared->numbers, schedule);
        schedule.shareWork(std::move(shared), context.pool.chunks());
    }
    if (graph.vertices.size() == graph.nodesEnd) {
        graph.order = *std::move(order);
        graph.orderAge = 0;
    }
    return schedule;
}

base::Result<Schedule> compile(const GraphModel& model, const CompileContext& context) {
    auto graph = validate(model);
    if (!graph)
        return tl::unexpected<base::Error>(std::move(graph.error()));
    return compile(*graph, context);
}

} // namespace detail

} // namespace rondo::graph
