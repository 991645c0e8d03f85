// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>

#include <algorithm>

namespace rondo::graph {

/// Fills a schedule; nobody else can.
class ScheduleWriter {
public:
    ScheduleWriter(const detail::ResolvedGraph& graph, const detail::BufferPlan& plan, detail::BufferPool& pool)
        : graph_(graph), plan_(plan) {
        pool.reserve(plan.bufferCount);
        schedule_.chunks_ = pool.chunks();
        schedule_.bufferCount_ = plan.bufferCount;
        schedule_.channels_.resize(plan.channels.size());
        std::ranges::transform(plan.channels, schedule_.channels_.begin(),
                               [&](std::uint32_t number) { return pool.buffer(number); });
        schedule_.nodes_.reserve(graph.vertices.size());
        schedule_.steps_.reserve(graph.vertices.size());
        schedule_.index_ = detail::IdIndex(graph.vertices.size());
    }

    void addVertex(std::uint32_t number) {
        const auto& vertex = graph_.vertices[number];
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            if (graph_.inputs[vertex.firstInput + port].sourceCount > 1)
                addSum(vertex.firstInput + port);
        Step step = begin(kindOf(vertex, number));
        for (std::uint32_t port = 0; port < vertex.inputCount; ++port)
            schedule_.inputs_.push_back(inputChannels(vertex.firstInput + port));
        for (std::uint32_t port = 0; port < vertex.outputCount; ++port)
            schedule_.outputs_.push_back(outputChannels(vertex.firstOutput + port));
        if (vertex.record) {
            step.node = vertex.record->node.get();
            step.split = vertex.record->description.delivery == EventDelivery::split;
            schedule_.index_.insert(vertex.record->id, static_cast<std::uint32_t>(schedule_.steps_.size()));
            schedule_.nodes_.push_back(vertex.record);
        }
        finish(step);
    }

    Schedule take() { return std::move(schedule_); }

private:
    static StepKind kindOf(const detail::Vertex& vertex, std::uint32_t number) {
        if (vertex.record)
            return StepKind::runNode;
        return number == 0 ? StepKind::readInput : StepKind::writeOutput;
    }

    void addSum(std::uint32_t input) {
        const auto& port = graph_.inputs[input];
        const Step step = begin(StepKind::sum);
        for (std::uint32_t source = 0; source < port.sourceCount; ++source) {
            const auto channels = outputChannels(graph_.sources[port.firstSource + source]);
            schedule_.inputs_.push_back({channels.channels, channels.width});
        }
        schedule_.outputs_.push_back({channelsAt(plan_.inputStarts[input]), port.width});
        finish(step);
    }

    Step begin(StepKind kind) const {
        Step step;
        step.kind = kind;
        step.firstInput = static_cast<std::uint32_t>(schedule_.inputs_.size());
        step.firstOutput = static_cast<std::uint32_t>(schedule_.outputs_.size());
        return step;
    }
    void finish(Step step) {
        step.inputCount = static_cast<std::uint32_t>(schedule_.inputs_.size()) - step.firstInput;
        step.outputCount = static_cast<std::uint32_t>(schedule_.outputs_.size()) - step.firstOutput;
        schedule_.steps_.push_back(step);
    }

    float* const* channelsAt(std::uint32_t start) const { return schedule_.channels_.data() + start; }
    PortChannels<const float> inputChannels(std::uint32_t input) const {
        return {channelsAt(plan_.inputStarts[input]), graph_.inputs[input].width};
    }
    PortChannels<float> outputChannels(std::uint32_t output) const {
        return {channelsAt(plan_.outputStarts[output]), graph_.outputs[output].width};
    }

    const detail::ResolvedGraph& graph_;
    const detail::BufferPlan& plan_;
    Schedule schedule_;
};

namespace detail {

Schedule emit(const ResolvedGraph& graph, const SerialOrder& order, const BufferPlan& plan, BufferPool& pool) {
    ScheduleWriter writer(graph, plan, pool);
    for (const auto vertex : order)
        writer.addVertex(vertex);
    return writer.take();
}

base::Result<Schedule> compile(const GraphModel& model, BufferPool& pool) {
    auto graph = validate(model);
    if (!graph)
        return tl::unexpected<base::Error>(std::move(graph.error()));
    auto order = sort(*graph);
    if (!order)
        return tl::unexpected<base::Error>(std::move(order.error()));
    const auto plan = assignBuffers(*graph, *order);
    return emit(*graph, *order, plan, pool);
}

} // namespace detail

} // namespace rondo::graph
