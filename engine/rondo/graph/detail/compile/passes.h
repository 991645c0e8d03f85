// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/graph/detail/buffer_pool.h>
#include <rondo/graph/detail/compile/buffer_plan.h>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/detail/compile/work_items.h>
#include <rondo/graph/detail/edit_steps.h>
#include <rondo/graph/detail/line_book.h>
#include <rondo/graph/schedule.h>
#include <span>
#include <utility>
#include <vector>

namespace rondo::graph::detail {

/// One thing to do: run a vertex, or add one more source to what an input port gets.
struct Operation {
    static constexpr std::uint32_t wholeVertex = ~std::uint32_t{0};
    std::uint32_t vertex = 0;          ///< to run, or that reads the sum
    std::uint32_t input = wholeVertex; ///< the input port that gets one source more
    std::uint32_t source = 0;          ///< which: at least the second one, the first being there already
};

/// Pass 1: names become numbers; refuses what no schedule could run, but for circles.
base::Result<ResolvedGraph> validate(const GraphModel& model);
/// An input port whose sources an edit has changed, of a node that stays.
struct RevisedPort {
    std::uint32_t vertex = 0;
    std::uint32_t input = 0;
    InputPort before; ///< its sources are still where they were
};
/// Where an edit has changed a graph.
struct Revision {
    std::vector<RevisedPort> ports; ///< by ascending vertex
    std::vector<std::pair<std::uint32_t, Vertex>> removed;
    std::vector<std::uint32_t> unheard; ///< vertices that stay and have got sources that are not heard
    std::uint32_t formerEnd = 0;        ///< vertices from this one on are new
};
/// The same for an edit of a graph that was validated before, in time that grows with what changes alone.
/// Requires: added nodes have higher ids than all in the graph. After an error the graph must be rolled back.
base::Result<Revision> revise(ResolvedGraph& graph, const Changes& changes);
/// Puts what an edit took away in again, and fades from what was to what is.
void overlay(ResolvedGraph& graph, const Revision& revision, const Changes& changes);
/// Pass 2: each feedback edge becomes two vertices, one that takes samples and one that gives them.
void cutFeedback(ResolvedGraph& graph, LineBook& lines);
/// An input port whose edges differ before and after an edit gets a fade from the one sum to the other.
void insertFades(ResolvedGraph& graph);
/// Pass 3: depth first from the sinks, so that a chain runs to its end before the next one starts and its
/// buffers are free again; refuses circles.
base::Result<SerialOrder> sort(const ResolvedGraph& graph);
/// The same after an edit, in the order from before with what is new put before its first reader. Nothing where
/// that is no order any more.
std::optional<SerialOrder> sortAgain(const ResolvedGraph& graph, const SerialOrder& former,
                                     const Revision& revision);
/// Pass 4: delays on edges whose signal would arrive too early, and how long the fades wait until the past of
/// what they fade to is there. `heard`: what does not play yet; null: nothing plays.
/// Returns: whether it put any in, so that the graph must be sorted again.
bool compensateLatency(ResolvedGraph& graph, const SerialOrder& order, LineBook& lines, const Changes* heard);
/// Pass 5: sums become additions of one source each, as early as can be.
std::vector<Operation> linearize(const ResolvedGraph& graph, const SerialOrder& order);
/// Pass 5 for a run by several threads: an item that reads a port makes all its additions.
std::vector<Operation> linearizeByItem(const ResolvedGraph& graph, const SerialOrder& order);
/// Pass 6: a buffer for each channel of each port.
BufferPlan assignBuffers(const ResolvedGraph& graph, std::span<const Operation> operations);
/// Pass 6 for a run by several threads, where only the items say what comes after what.
BufferPlan assignBuffers(const ResolvedGraph& graph, std::span<const Operation> operations,
                         const WorkItems& items);
/// Pass 7: pointers for numbers.
Schedule emit(const ResolvedGraph& graph, std::span<const Operation> operations, const BufferPlan& plan,
              BufferPool& pool, double rate);

/// Pass 8: chains of steps that multiply and add, of which each alone reads what the one before makes. `steps`:
/// those of `schedule`, or copies of them with their `numbers` there. Makes room for their factors in the
/// schedule's Rest.
Chains findChains(std::span<const Step> steps, std::span<const std::uint32_t> numbers, Schedule& schedule);
/// Its own.
void fuse(Schedule& schedule);

/// Pass 9: the schedule's steps once more, for a run by several threads. `serial`: what `schedule` was emitted
/// from. Null when so little of the graph can run at the same time that threads could not help.
std::shared_ptr<ParallelPlan> planParallel(const ResolvedGraph& graph, const SerialOrder& order,
                                           std::span<const Operation> serial, const Schedule& schedule,
                                           BufferPool& pool);

/// The graph before and after an edit in one, with marks for `insertFades`; it may have a circle though neither
/// has.
GraphModel unite(const GraphModel& after, const Changes& changes);
/// For that case: what was before, with what goes fading to silence, and `after` with what comes fading from
/// it.
GraphModel fadeOut(const GraphModel& after, const Changes& changes);
GraphModel fadeIn(GraphModel after, const Changes& changes);
/// Returns: whether a node that stays, or the graph's output, gets other edges.
bool audible(const Changes& changes);

/// What lasts from one compilation to the next.
struct CompileContext {
    BufferPool& pool;
    LineBook& lines;
    double rate;
    const Changes* heard = nullptr; ///< what does not play yet; null: nothing plays
    bool parallel = false;          ///< whether there are workers
    bool fuse = true;
};

/// All passes.
base::Result<Schedule> compile(const GraphModel& model, const CompileContext& context);

/// What plays during the fades of an edit, and what plays after them.
struct BothSchedules {
    Schedule fading;
    Schedule after;
};

/// All passes after the first; what they put in stays in the graph.
base::Result<Schedule> compile(ResolvedGraph& graph, const CompileContext& context);
/// The same once for both schedules of a graph with an overlay: what goes and the fades are left out of the
/// second. Returns: nothing where the two must be compiled apart: the two graphs together run in a circle,
/// latencies or feedback edges may differ, or there are workers.
std::optional<BothSchedules> compileBoth(ResolvedGraph& graph, const Revision& revision, const Changes& changes,
                                         const CompileContext& context);

} // namespace rondo::graph::detail
