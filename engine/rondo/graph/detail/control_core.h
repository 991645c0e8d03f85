// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/graph/detail/buffer_pool.h>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/detail/edit_steps.h>
#include <rondo/graph/detail/graph_model.h>
#include <rondo/graph/detail/line_book.h>
#include <rondo/graph/detail/messages.h>
#include <rondo/graph/detail/one_at_a_time.h>
#include <rondo/graph/detail/shared_counts.h>
#include <rondo/graph/flight_recorder.h>
#include <rondo/graph/graph_options.h>
#include <rondo/graph/graph_statistics.h>
#include <rondo/graph/publication.h>
#include <string>
#include <utility>

namespace rondo::graph::detail {

struct CompileContext;
struct EditedGraph;

/// The control ends of what joins the two halves of a graph.
struct ControlEnds {
    concurrency::ExchangeWriter<PublishedSchedule> schedules;
    concurrency::SpscSender<SentEvent> events;
    concurrency::SpscReceiver<Adoption> adoptions;
    std::shared_ptr<SharedCounts> counts;
    std::shared_ptr<FlightRecorder> recorder;
};

class ControlCore {
public:
    ControlCore(const GraphOptions& options, ControlEnds ends);

    NodeId nextId() noexcept { return {lastId_.fetch_add(1, std::memory_order_relaxed) + 1}; }
    base::Result<Publication> commit(EditSteps& steps);
    base::Result<void> setParameter(const audio::ParameterEvent& event, bool scheduled);
    base::Result<void> sendEvent(std::int64_t frame, NodeId node, std::uint32_t port, audio::UmpMessage message,
                                 bool scheduled);
    std::optional<std::int64_t> adoptedAt(Publication publication);
    GraphStatistics statistics() const noexcept;
    const GraphOptions& options() const noexcept { return options_; }
    std::uint32_t latency() const noexcept { return latency_.load(std::memory_order_relaxed); }
    std::size_t nodeCount() const noexcept { return nodeCount_.load(std::memory_order_relaxed); }
    /// Returns: a copy, whose nodes it shares.
    GraphModel model() const;
    const std::shared_ptr<FlightRecorder>& recorder() const noexcept { return ends_.recorder; }
    NodeTimes timesOf(NodeId node) const;

private:
    struct Reached;

    base::Result<Publication> publish(EditSteps& steps);
    /// After an error `graph_` must be rolled back.
    base::Result<Reached> reach(const Changes& changes);
    void rememberRemoved(const Changes& changes);
    void receiveAdoptions();
    /// The schedule of an edited graph, and what leads to it from what plays. `heard`: what is between the two.
    base::Result<std::unique_ptr<PublishedSchedule>> compileAll(EditedGraph edited, const Changes* heard);
    bool rebuildFor(const Changes& changes) const noexcept;
    base::Result<void> check(const audio::ParameterEvent& event) const;
    /// Gives the ways past groups that are later than they have room for a longer memory. Returns: whether
    /// there were any; then `graph` must be compiled again.
    bool widenPasses(ResolvedGraph& graph, const PublishedSchedule& published) const;
    void addAutomations(PublishedSchedule& published, const ResolvedGraph& after);
    base::Result<void> send(const SentEvent& sent);

    static constexpr std::size_t rememberedAdoptions = 65536;
    static constexpr std::size_t rememberedNames = 1024; ///< of nodes that are gone and may still be in a trace

    GraphOptions options_;
    bool parallel_; ///< whether there are workers
    ControlEnds ends_;
    BufferPool pool_;
    LineBook lines_;
    ResolvedGraph graph_;            ///< of the newest commit
    GroupList groups_;               ///< likewise
    PendingChanges pending_;         ///< what has changed since the one that is known to play
    bool plays_ = false;             ///< whether any is
    std::shared_ptr<DueEvents> due_; ///< of automated graphs, one of which plays at a time; grown when needed
    std::atomic<std::uint64_t> lastId_{graphOutput.value};
    std::uint64_t commits_ = 0;
    std::atomic<std::uint32_t> latency_{0};
    std::atomic<std::size_t> nodeCount_{0}; ///< without the ports of groups
    std::uint64_t scheduledSent_ = 0;
    std::atomic<std::uint64_t> refused_{0};
    mutable OneAtATime turns_;
    std::deque<Adoption> adoptions_;
    std::deque<std::pair<NodeId, std::string>> removed_;
};

} // namespace rondo::graph::detail
