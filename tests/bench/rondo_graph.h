// SPDX-License-Identifier: MIT
#pragma once

#include "graph_contestants.h"

#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/graph_control.h>
#include <vector>

namespace rondo::bench {

/// What a workload's gains are in Rondo's graph.
enum class Gains : std::uint8_t {
    opaque, ///< nodes of which the graph knows no more than that they may work in place
    known,  ///< nodes::GainNode
};

/// Who helps the calling thread.
struct Threads {
    std::uint32_t workers = 0;
    graph::WorkerUse use = graph::WorkerUse::whenFaster;
};

/// Rondo's graph, by its public API alone.
class RondoGraph final : public EditedContestant {
public:
    RondoGraph(const GraphPlan& plan, std::uint32_t frames, Gains gains = Gains::opaque,
               const Threads& threads = {});

    void block() override;
    audio::ConstAudioBlock output() const override { return output_.block(); }
    void apply(EditStep step) override;

    /// What the next blocks get as their input.
    audio::AudioBlock input() { return input_.block(); }
    /// Returns whether all that was committed is playing.
    bool editsAdopted() { return graph_.control.adoptedAt(published_).has_value(); }
    /// How many blocks were open to workers.
    std::uint64_t blocksShared() const { return graph_.control.statistics().blocksShared; }
    /// Seconds from the first call of an edit to the published schedule, when it was made.
    double buildSeconds() const { return buildSeconds_; }

private:
    void build(const GraphPlan& plan, Gains gains);
    void commit(graph::GraphEdit& edit);

    audio::AudioBuffer input_, output_;
    graph::Graph graph_;
    std::int64_t frame_ = 0;
    graph::Publication published_;
    graph::NodeId last_, inserted_, added_;
    double buildSeconds_ = 0;
};

} // namespace rondo::bench
