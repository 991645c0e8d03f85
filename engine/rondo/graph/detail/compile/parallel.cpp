// SPDX-License-Identifier: MIT
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/parallel_plan.h>
#include <rondo/graph/detail/run/root_counter.h>

#include <algorithm>

namespace rondo::graph::detail {

namespace {

/// Where the serial schedule has the step of an operation.
class StepNumbers {
public:
    StepNumbers(const ResolvedGraph& graph, std::span<const Operation> serial)
        : graph_(graph), ofVertex_(graph.vertices.size()), ofSource_(graph.sources.size()) {
        for (std::uint32_t number = 0; number < serial.size(); ++number)
            place(serial[number]) = number;
    }
    std::uint32_t of(const Operation& operation) { return place(operation); }

private:
    std::uint32_t& place(const Operation& operation) {
        return operation.input == Operation::wholeVertex
                   ? ofVertex_[operation.vertex]
                   : ofSource_[graph_.inputs[operation.input].firstSource + operation.source];
    }
    const ResolvedGraph& graph_;
    std::vector<std::uint32_t> ofVertex_;
    std::vector<std::uint32_t> ofSource_;
};

/// Copies steps and gives their ports other buffers.
class PlanWriter {
public:
    PlanWriter(const ResolvedGraph& graph, const BufferPlan& buffers, BufferPool& pool,
               const Schedule& schedule)
        : graph_(graph), buffers_(buffers), schedule_(schedule) {
        pool.reserve(buffers.bufferCount);
        plan_.bufferCount = buffers.bufferCount;
        plan_.channels.resize(buffers.channels.size());
        std::ranges::transform(buffers.channels, plan_.channels.begin(),
                               [&](std::uint32_t number) { return pool.buffer(number); });
        // Steps point into these, so they must not move.
        std::size_t inputs = 0;
        std::size_t outputs = 0;
        for (const auto& step : schedule.steps()) {
            inputs += step.ports.inputCount;
            outputs += step.ports.outputCount;
        }
        plan_.inputs.reserve(inputs);
        plan_.outputs.reserve(outputs);
        plan_.steps.reserve(schedule.steps().size());
        plan_.numbers.reserve(schedule.steps().size());
    }

    void write(const Operation& operation, std::uint32_t number) {
        Step step = schedule_.steps()[number];
        const auto* const inputs = plan_.inputs.data() + plan_.inputs.size();
        const auto* const outputs = plan_.outputs.data() + plan_.outputs.size();
        for (std::uint32_t port = 0; port < step.ports.inputCount; ++port) {
            auto moved = step.ports.inputs[port];
            if (moved.width > 0)
                moved.channels = plan_.channels.data() + inputStart(operation, port);
            plan_.inputs.push_back(moved);
        }
        for (std::uint32_t port = 0; port < step.ports.outputCount; ++port) {
            auto moved = step.ports.outputs[port];
            moved.channels = plan_.channels.data() + outputStart(operation, port);
            plan_.outputs.push_back(moved);
        }
        step.ports.inputs = inputs;
        step.ports.outputs = outputs;
        plan_.steps.push_back(step);
        plan_.numbers.push_back(number);
    }
    ParallelPlan take() { return std::move(plan_); }

private:
    std::uint32_t inputStart(const Operation& operation, std::uint32_t port) const {
        if (operation.input == Operation::wholeVertex)
            return buffers_.inputStarts[graph_.vertices[operation.vertex].firstInput + port];
        const auto& summed = graph_.inputs[operation.input];
        if (port == 0 && operation.source > 1)
            return buffers_.inputStarts[operation.input];
        return buffers_.outputStarts[graph_.sources[summed.firstSource + (port == 0 ? 0 : operation.source)]];
    }
    std::uint32_t outputStart(const Operation& operation, std::uint32_t port) const {
        if (operation.input == Operation::wholeVertex)
            return buffers_.outputStarts[graph_.vertices[operation.vertex].firstOutput + port];
        return buffers_.inputStarts[operation.input];
    }

    const ResolvedGraph& graph_;
    const BufferPlan& buffers_;
    const Schedule& schedule_;
    ParallelPlan plan_;
};

void writeItems(const WorkItems& items, std::span<const Operation> operations, ParallelPlan& plan) {
    plan.items.resize(items.count());
    plan.successors = items.after;
    for (std::uint32_t step = 0; step < operations.size(); ++step) {
        auto& item = plan.items[items.itemOf[operations[step].vertex]];
        if (item.stepCount++ == 0)
            item.firstStep = step;
    }
    for (std::uint32_t number = items.count(); number-- > 0;) {
        auto& item = plan.items[number];
        item.firstSuccessor = items.firstAfter[number];
        item.successorCount = items.firstAfter[number + 1] - items.firstAfter[number];
        item.waits = items.waits[number];
        if (item.waits == 0)
            plan.roots.push_back(number);
        if (item.successorCount == 0)
            ++plan.sinks;
    }
    plan.arrived = std::make_unique<std::atomic<std::uint32_t>[]>(items.count());
    plan.kept.resize(items.count());
}

} // namespace

std::shared_ptr<ParallelPlan> planParallel(const ResolvedGraph& graph, const SerialOrder& order,
                                           std::span<const Operation> serial, const Schedule& schedule,
                                           BufferPool& pool) {
    const auto items = findWorkItems(graph, order);
    // Even with all times alike, a path that holds four fifths of the vertices leaves nothing worth sharing.
    if (items.count() < 2 || items.count() > RootCounter::most ||
        items.longestPath * 5 > graph.vertices.size() * 4)
        return nullptr;
    const auto operations = linearizeByItem(graph, order);
    const auto buffers = assignBuffers(graph, operations, items);
    PlanWriter writer(graph, buffers, pool, schedule);
    StepNumbers numbers(graph, serial);
    for (const auto& operation : operations)
        writer.write(operation, numbers.of(operation));
    auto plan = std::make_shared<ParallelPlan>(writer.take());
    writeItems(items, operations, *plan);
    return plan;
}

} // namespace rondo::graph::detail
