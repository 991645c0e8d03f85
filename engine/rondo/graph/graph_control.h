// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/audio/ump_message.h>
#include <rondo/base/result.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/graph/flight_recorder.h>
#include <rondo/graph/graph_edit.h>
#include <rondo/graph/graph_options.h>
#include <rondo/graph/graph_picture.h>
#include <rondo/graph/graph_processor.h>
#include <rondo/graph/graph_statistics.h>
#include <rondo/graph/node_id.h>
#include <rondo/graph/publication.h>
#include <rondo/graph/schedule_line.h>
#include <vector>

namespace rondo::graph {

struct Graph;

/// The control end of a graph: edits it and sends parameter changes. Move-only, used by one thread at a time: a
/// commit or a parameter change while another thread is inside is refused (wrongThread), and changes nothing;
/// questions wait. One GraphEdit belongs to one thread.
class GraphControl {
public:
    GraphControl(GraphControl&&) noexcept;
    GraphControl& operator=(GraphControl&&) noexcept;
    ~GraphControl();

    /// Returns: an empty transaction. Progress: blocking. [control]
    GraphEdit edit();

    /// Effects: `node`'s parameter takes `value` at the start of the next block.
    /// Errors: notFound for an unknown node or parameter; invalidArgument for a value that is no number or
    /// outside the parameter's range; wrongThread while another thread uses this graph; full when as many
    /// events as GraphOptions::eventCapacity wait for the audio thread (counted; nothing was sent). Progress:
    /// lock-free beside the text of an error. [control]
    base::Result<void> setParameter(NodeId node, std::uint32_t parameter, float value);
    /// Effects: as `setParameter`, at the frame `streamFrame` exactly; a frame that is past counts as the next
    /// block's first and as late. Events of one frame keep the order in which they were sent. Errors: as
    /// `setParameter`, and full when GraphOptions::scheduledCapacity events wait for their frame. Progress:
    /// lock-free beside the text of an error. [control]
    base::Result<void> setParameterAt(std::int64_t streamFrame, NodeId node, std::uint32_t parameter,
                                      float value);
    /// Effects: a message reaches the node's event input at the start of the next block. Errors: notFound for
    /// an unknown node or event input; invalidArgument for a message of more than two words; full as
    /// `setParameter`, whose room it shares. Progress: lock-free beside the text of an error. [control]
    base::Result<void> sendEvent(NodeId node, std::uint32_t eventInput, audio::UmpMessage message);
    /// Effects: as `sendEvent`, at the frame `streamFrame` exactly; otherwise as `setParameterAt`. Progress:
    /// lock-free beside the text of an error. [control]
    base::Result<void> sendEventAt(std::int64_t streamFrame, NodeId node, std::uint32_t eventInput,
                                   audio::UmpMessage message);

    /// Returns: the first frame that a committed edit was heard in, or nothing while it waits for a block edge.
    /// Edits committed between two blocks take effect together. The last 65536 adoptions are remembered; an
    /// older receipt gets the oldest of them. Progress: blocking. [control]
    std::optional<std::int64_t> adoptedAt(Publication publication);
    /// Returns: what happened so far. Progress: wait-free. [control]
    GraphStatistics statistics() const noexcept;
    /// Returns: what the node is called and how long those of its runs took that were timed; readable while it
    /// runs. A removed node keeps its name for a while. Progress: blocking. [control]
    NodeTimes timesOf(NodeId node) const;
    /// Returns: the recorder of the graph's timings. Its `collect` and `saveTrace` find nodes by `timesOf`.
    /// Progress: wait-free. [any]
    const std::shared_ptr<FlightRecorder>& recorder() const noexcept;
    /// Returns: the deadlines missed since the last call, each with its culprit; see FlightRecorder::collect.
    /// Progress: blocking; a few loads when there was none. [control]
    std::optional<FlightReport> collectMisses(const LateCounts& device = {});
    /// Returns: what the graph was made with. Progress: wait-free. [any]
    const GraphOptions& options() const noexcept;
    /// Returns: frames by which the graph's output lags behind its slowest source, as committed. Progress:
    /// wait-free. [control]
    std::uint32_t latency() const noexcept;
    /// Returns: the number of nodes of the graph as committed. Progress: wait-free. [control]
    std::size_t nodeCount() const noexcept;

    /// Returns: the graph as committed, to be drawn (`toSvg`, `toDot`); whoever knows types and measured times
    /// adds them. Progress: blocking, linear. [control]
    GraphPicture picture() const;
    /// Returns: the steps of the newest schedule, in the order in which one thread runs them; without those of
    /// a graph's end that has no channels. Progress: blocking, linear. [control]
    std::vector<ScheduleLine> schedule() const;

private:
    friend Graph makeGraph(const GraphOptions&, std::shared_ptr<concurrency::Reclaimer>);
    explicit GraphControl(std::unique_ptr<detail::ControlCore> core) noexcept;
    std::unique_ptr<detail::ControlCore> core_;
};

/// The two ends of a graph; see makeGraph. Either may go first.
struct Graph {
    GraphControl control;
    GraphProcessor processor;
};

/// Effects: makes an empty graph, which plays silence. Old schedules and removed nodes die where `reclaimer`
/// collects (each commit collects), or with the processor. Errors: Failure(invalidArgument) for options outside
/// their ranges or a null reclaimer; std::system_error when a worker cannot be started; std::bad_alloc.
/// Progress: blocking. [control]
Graph makeGraph(const GraphOptions& options, std::shared_ptr<concurrency::Reclaimer> reclaimer);

} // namespace rondo::graph
