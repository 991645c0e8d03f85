// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/graph/detail/buffer_pool.h>
#include <rondo/graph/detail/compile/buffer_plan.h>
#include <rondo/graph/detail/compile/resolved_graph.h>
#include <rondo/graph/schedule.h>
#include <vector>

namespace rondo::graph::detail {

/// Vertices in an order in which each comes after all that feed it.
using SerialOrder = std::vector<std::uint32_t>;

/// Pass 1: names become numbers; refuses what no schedule could run, but for cycles.
base::Result<ResolvedGraph> validate(const GraphModel& model);
/// Pass 2: depth first from the sinks, so that a chain runs to its end before the next one starts and its
/// buffers are free again; refuses cycles.
base::Result<SerialOrder> sort(const ResolvedGraph& graph);
/// Pass 3: a buffer for each channel of each port.
BufferPlan assignBuffers(const ResolvedGraph& graph, const SerialOrder& order);
/// Pass 4: pointers for numbers.
Schedule emit(const ResolvedGraph& graph, const SerialOrder& order, const BufferPlan& plan, BufferPool& pool);

/// All passes.
base::Result<Schedule> compile(const GraphModel& model, BufferPool& pool);

} // namespace rondo::graph::detail
