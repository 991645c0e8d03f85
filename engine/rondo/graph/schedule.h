// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/detail/id_index.h>
#include <rondo/graph/process_context.h>
#include <span>
#include <vector>

namespace rondo::graph {

/// What a step of a schedule does.
enum class StepKind : std::uint8_t {
    readInput,   ///< copies the graph's input into its buffers
    sum,         ///< adds the sources of one input port
    runNode,     ///< lets a node process
    writeOutput, ///< copies what reaches the graph's output
};

/// One step: its ports are runs in the schedule's lists.
struct Step {
    Node* node = nullptr; ///< of `runNode`
    std::uint32_t firstInput = 0;
    std::uint32_t inputCount = 0;
    std::uint32_t firstOutput = 0;
    std::uint32_t outputCount = 0;
    StepKind kind = StepKind::runNode;
    bool split = false; ///< whether the node wants the block cut at its events
};

/// A compiled graph: steps in an order that runs, each with pointers to its samples. Immutable; it keeps alive
/// the nodes and the sample memory that it points to. All calls: wait-free, [any].
class Schedule {
public:
    /// Returns: the steps, in the order in which they run.
    std::span<const Step> steps() const noexcept { return steps_; }
    /// Returns: the ports that a step reads.
    std::span<const PortChannels<const float>> inputs(const Step& step) const noexcept {
        return std::span(inputs_).subspan(step.firstInput, step.inputCount);
    }
    /// Returns: the ports that a step writes.
    std::span<const PortChannels<float>> outputs(const Step& step) const noexcept {
        return std::span(outputs_).subspan(step.firstOutput, step.outputCount);
    }
    /// Returns: the index of a node's step, or detail::IdIndex::none.
    std::uint32_t stepOf(NodeId node) const noexcept { return index_.find(node); }
    /// Returns: how many nodes it runs.
    std::size_t nodeCount() const noexcept { return nodes_.size(); }
    /// Returns: how many channel buffers it uses, one of silence included.
    std::uint32_t bufferCount() const noexcept { return bufferCount_; }

private:
    friend class ScheduleWriter;
    std::vector<Step> steps_;
    std::vector<PortChannels<const float>> inputs_;
    std::vector<PortChannels<float>> outputs_;
    std::vector<float*> channels_;
    std::vector<std::shared_ptr<detail::NodeRecord>> nodes_;
    std::vector<std::shared_ptr<audio::AudioBuffer>> chunks_;
    detail::IdIndex index_;
    std::uint32_t bufferCount_ = 0;
};

} // namespace rondo::graph
