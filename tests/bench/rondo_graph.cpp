// SPDX-License-Identifier: MIT
#include "rondo_graph.h"

#include "graph_kernels.h"

#include <rondo/base/clock.h>
#include <rondo/nodes/biquad_bank_node.h>
#include <rondo/nodes/gain_node.h>
#include <stdexcept>

namespace rondo::bench {

namespace {

/// A kernel as a node that the graph cannot look into.
template <class Kernel>
class OpaqueNode final : public graph::Node {
public:
    explicit OpaqueNode(std::uint32_t seed) : kernel_(seed) {}
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        if (Kernel::hasInput)
            description.inputs = {{"input", 2}};
        description.outputs = {{"output", 2}};
        description.tail = Kernel::tail;
        description.memoryless = Kernel::tail == 0;
        description.inPlace = true;
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override {
        // Events are listed, so a block begins where its channels do.
        const float* const* from = nullptr;
        if constexpr (Kernel::hasInput)
            from = context.input().pointers();
        kernel_.run(context.output().pointers(), from, context.frameCount());
    }

private:
    Kernel kernel_;
};

class RestNode final : public graph::Node {
public:
    graph::NodeDescription describe() const override {
        graph::NodeDescription description;
        description.outputs = {{"output", 2}};
        description.tail = graph::endlessTail;
        return description;
    }
    void prepare(const graph::PrepareContext&) override {}
    void process(const graph::ProcessContext& context) noexcept override { context.sleep(); }
};

std::unique_ptr<graph::Node> makeEqualiser() {
    nodes::BiquadBankOptions options{.sections = {}};
    for (std::uint32_t section = 0; section < equaliser::sections; ++section)
        options.sections.push_back(
            {dsp::BiquadShape::peaking, equaliser::frequency(section), equaliser::gain, equaliser::quality});
    return std::make_unique<nodes::BiquadBankNode>(options);
}

std::unique_ptr<graph::Node> makeNode(Work work, Gains gains, std::uint32_t seed) {
    switch (work) {
    case Work::noise:
        return std::make_unique<OpaqueNode<NoiseKernel>>(seed);
    case Work::rest:
        return std::make_unique<RestNode>();
    case Work::gain:
        if (gains == Gains::known)
            return std::make_unique<nodes::GainNode>(nodes::GainOptions{.gain = gainLevel});
        return std::make_unique<OpaqueNode<GainKernel>>(seed);
    case Work::filter:
        return std::make_unique<OpaqueNode<FilterKernel>>(seed);
    case Work::equaliser:
        return makeEqualiser();
    case Work::input:
        break;
    }
    throw std::invalid_argument("The graph's input is no node.");
}

} // namespace

RondoGraph::RondoGraph(const GraphPlan& plan, std::uint32_t frames, Gains gains, const Threads& threads)
    : input_(2, frames), output_(2, frames),
      graph_(graph::makeGraph(
          {.maximumFrames = frames, .inputChannels = 2, .workers = threads.workers, .workerUse = threads.use},
          std::make_shared<concurrency::Reclaimer>())) {
    const auto start = base::monotonicNanoseconds();
    build(plan, gains);
    buildSeconds_ = static_cast<double>(base::monotonicNanoseconds() - start) * 1e-9;
}

void RondoGraph::build(const GraphPlan& plan, Gains gains) {
    std::vector<graph::NodeId> ids;
    ids.reserve(plan.size());
    auto edit = graph_.control.edit();
    for (std::uint32_t index = 0; index < plan.size(); ++index) {
        const auto& [work, sources] = plan[index];
        if (work == Work::input) {
            ids.push_back(graph::graphInput);
            continue;
        }
        ids.push_back(edit.add(makeNode(work, gains, index), "node"));
        for (const auto source : sources)
            edit.connect(ids[source], 0, ids[index], 0);
    }
    last_ = ids.back();
    edit.connectToOutput(last_);
    commit(edit);
}

void RondoGraph::commit(graph::GraphEdit& edit) {
    const auto publication = edit.commit();
    if (!publication)
        throw std::runtime_error(publication.error().text);
    published_ = *publication;
}

void RondoGraph::block() {
    graph_.processor.process(input_.block(), output_.block(), frame_);
    frame_ += output_.frameCount();
}

void RondoGraph::apply(EditStep step) {
    auto edit = graph_.control.edit();
    switch (step) {
    case EditStep::insertGain:
        inserted_ = edit.add(makeNode(Work::gain, Gains::opaque, 0), "node");
        edit.disconnect(last_, 0, graph::graphOutput, 0);
        edit.connect(last_, 0, inserted_, 0);
        edit.connectToOutput(inserted_);
        break;
    case EditStep::addSource:
        added_ = edit.add(makeNode(Work::noise, Gains::opaque, 0), "node");
        edit.connectToOutput(added_);
        break;
    case EditStep::removeSource:
        edit.remove(added_);
        break;
    case EditStep::removeGain:
        edit.remove(inserted_);
        edit.connectToOutput(last_);
        break;
    }
    commit(edit);
}

} // namespace rondo::bench
