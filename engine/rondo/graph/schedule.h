// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/detail/chains.h>
#include <rondo/graph/detail/delay_line.h>
#include <rondo/graph/detail/event_step.h>
#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/detail/id_index.h>
#include <rondo/graph/process_context.h>
#include <span>
#include <utility>
#include <vector>

namespace rondo::graph {

namespace detail {
struct ParallelPlan;
}

/// What a step of a schedule does.
enum class StepKind : std::uint8_t {
    readInput,     ///< copies the graph's input into its buffers
    add,           ///< adds one more source of an input port to those before it
    runNode,       ///< lets a node process
    runEventNode,  ///< the same for a node with event ports
    delay,         ///< compensates latency
    writeFeedback, ///< takes what a feedback edge carries
    readFeedback,  ///< gives what it took some frames before
    fade,          ///< goes from its first input to its second while an edit takes effect
    writeOutput,   ///< copies what reaches the graph's output
};

/// One step and the memory that it works on.
struct Step {
    union {
        Node* node = nullptr;      ///< of `runNode`
        detail::EventStep* events; ///< of `runEventNode`
    };
    StepPorts ports;
    NodeId id; ///< as a trace names it: of the node, or of the node that it works for
    union {
        detail::DelayLine* line = nullptr; ///< of `delay` and of the two ends of a feedback edge
        detail::Bypass* bypass;            ///< of a node's step, where `hasBypass`
    };
    std::uint64_t tail = endless; ///< silent frames after which it may sleep
    std::uint32_t frames = 0;     ///< by which a line or a bypass delays
    StepKind kind = StepKind::runNode;
    bool split : 1 = false;      ///< whether the node wants the block cut at its events
    bool hasBypass : 1 = false;  ///< whether the node is or was bypassed
    bool bypassed : 1 = false;   ///< and whether that is heard
    bool guarded : 1 = false;    ///< whether its outputs are searched for what is no number
    bool multiplies : 1 = false; ///< NodeDescription::multiplies
    bool metered : 1 = false;    ///< whether it is told how loud its first output is
    bool sums : 1 = false;       ///< NodeDescription::sums; also what passes on its one input
    static constexpr std::uint64_t endless = ~std::uint64_t{0};

    /// Returns: whether nothing but silence in a port makes it look before it works. What has no input and a
    /// tail counts each of its blocks; what has a bypass hears and passes on in each, and events are looked for
    /// in each.
    bool looksAtSilenceAlone() const noexcept {
        return (ports.inputCount > 0 || tail == endless) && !hasBypass && kind != StepKind::runEventNode;
    }
};
static_assert(sizeof(Step) <= 64, "the runner fetches a step as one cache line");

/// What the runner knows of a step before its next block.
enum class StepState : std::uint8_t {
    sounding, ///< nothing that it reads or writes is silent: it just works
    asleep,   ///< all of it is silent, or there without work, and stays so until something wakes it
    quiet,    ///< some of it may be silent: it must look
    steady,   ///< sounding, of a chain, and its factors are known
};

/// A compiled graph: steps in an order that runs, each with pointers to its samples. It keeps alive the nodes
/// and the sample memory that it points to. All but `rest` and the counters of `parallel` is immutable. All
/// calls: wait-free, [any].
class Schedule {
public:
    /// What the run changes: which ports are silent, and what that means to the steps. One byte each.
    struct Rest {
        std::vector<std::uint8_t> silent;     ///< by flag
        std::vector<StepState> states;        ///< by step; filled up with sleepers to a multiple of eight
        std::vector<std::uint64_t> silentFor; ///< by step: frames
        std::vector<SteadyFactors> factors;   ///< by step, of those that are steady; none without a chain
        std::uint32_t waits = 0;              ///< frames until its fades begin
        std::uint32_t faded = 0;              ///< frames that they have made
    };

    Schedule() = default;
    Schedule(Schedule&&) noexcept = default;
    Schedule& operator=(Schedule&&) noexcept = default;

    /// Returns: the steps, in the order in which they run.
    std::span<const Step> steps() const noexcept { return steps_; }
    /// Returns: the index of a node's step, or detail::IdIndex::none.
    std::uint32_t stepOf(NodeId node) const noexcept { return index_.find(node); }
    /// Returns: the steps that read the port with this flag.
    std::span<const std::uint32_t> readers(const std::uint8_t* flag) const noexcept {
        const auto number = static_cast<std::size_t>(flag - rest.silent.data());
        return std::span(readers_).subspan(firstReader_[number],
                                           firstReader_[number + 1] - firstReader_[number]);
    }
    /// Returns: the histogram of a step's node, or null for what is no node.
    detail::NodeHistogram* timesOf(std::uint32_t step) const noexcept { return times_[step]; }
    /// Returns: where a step tells how loud its first output is. Requires: it is `metered`.
    OutputLevels& levelsOf(std::uint32_t step) const noexcept { return *levels_[step]; }
    /// Returns: 64 channels of zeros.
    const float* const* silence() const noexcept { return silence_.data(); }
    /// Returns: which steps may run in one go.
    const detail::Chains& chains() const noexcept { return chains_; }
    /// Returns: how many nodes it runs.
    std::size_t nodeCount() const noexcept { return nodeCount_; }
    /// Returns: how many channel buffers it uses, one of silence included.
    std::uint32_t bufferCount() const noexcept { return bufferCount_; }
    /// Returns: frames by which the graph's output lags behind its slowest source.
    std::uint32_t latency() const noexcept { return latency_; }
    /// Returns: how many frames may run at once.
    std::uint32_t longestPiece() const noexcept { return longestPiece_; }

    /// Effects: `chains` are fused. [control]
    void fuse(detail::Chains chains) { chains_ = std::move(chains); }
    /// Effects: `plan`, or null, is how threads run it together; `chunks` is the memory that the plan points
    /// to. [control]
    void shareWork(std::shared_ptr<detail::ParallelPlan> plan,
                   std::vector<std::shared_ptr<audio::AudioBuffer>> chunks) {
        parallel_ = std::move(plan);
        chunks_ = std::move(chunks);
    }
    /// Returns: how threads run it together; null when they could not help.
    detail::ParallelPlan* parallel() const noexcept { return parallel_.get(); }

    Rest rest; ///< the runner's

private:
    friend class ScheduleWriter;
    std::vector<Step> steps_;
    std::vector<PortChannels<const float>> inputs_;
    std::vector<PortChannels<float>> outputs_;
    std::vector<detail::NodeHistogram*> times_; ///< by step
    std::vector<OutputLevels*> levels_;         ///< by step, up to the last that is metered
    std::vector<float*> channels_;
    std::vector<const float*> silence_;
    std::vector<std::uint32_t> firstReader_;
    std::vector<std::uint32_t> readers_;
    std::vector<std::shared_ptr<const void>> kept_; ///< nodes and delay lines
    std::vector<std::unique_ptr<detail::EventStep>> eventSteps_;
    std::vector<std::shared_ptr<audio::AudioBuffer>> chunks_;
    std::shared_ptr<detail::ParallelPlan> parallel_;
    detail::Chains chains_;
    detail::IdIndex index_;
    std::size_t nodeCount_ = 0;
    std::uint32_t bufferCount_ = 0;
    std::uint32_t latency_ = 0;
    std::uint32_t longestPiece_ = ~std::uint32_t{0};
};

} // namespace rondo::graph
