// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_block.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/graph/graph_options.h>

namespace rondo::graph {

namespace detail {
class ProcessorCore;
}

struct Graph;

/// The audio end of a graph: runs the newest schedule. Move-only; destroyed off the audio thread, after the
/// last `process` has returned.
class GraphProcessor {
public:
    GraphProcessor(GraphProcessor&&) noexcept;
    GraphProcessor& operator=(GraphProcessor&&) noexcept;
    ~GraphProcessor();

    /// Effects: takes the parameter events that arrived, adopts the newest schedule, and fills every sample of
    /// `output`; `streamFrame` is the position of its first frame. Channels that `output` has beyond the
    /// graph's are cleared, missing ones of `input` count as silence. Longer blocks than
    /// GraphOptions::maximumFrames are cut. The samples do not depend on how the stream is cut. `input` may lie
    /// in the same memory as `output`. Progress: bounded by the schedule, the frames and the events; no
    /// allocation, lock or system call. With workers also by how long the system keeps a worker off its core
    /// that has begun a node: the block waits for that node. [audio]
    void process(audio::ConstAudioBlock input, audio::AudioBlock output, std::int64_t streamFrame) noexcept;

private:
    friend Graph makeGraph(const GraphOptions&, std::shared_ptr<concurrency::Reclaimer>);
    explicit GraphProcessor(std::unique_ptr<detail::ProcessorCore> core) noexcept;
    std::unique_ptr<detail::ProcessorCore> core_;
};

} // namespace rondo::graph
