// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <ostream>
#include <rondo/base/result.h>
#include <rondo/graph/flight_report.h>
#include <span>

namespace rondo::graph {

/// Effects: writes a snapshot as a trace that Perfetto and chrome://tracing open (Google, "Trace Event Format",
/// JSON object form): a thread a lane, with its blocks, closures, runs of steps, nodes and commits as complete
/// events inside each other, adoptions and missed deadlines as instants, the load of each block as a counter.
/// `misses` add their sentences to their instants. Times begin with the earliest record. The text is plain JSON
/// written by hand, since the graph knows no library and a trace is flat. Progress: blocking. [any but audio]
void writeTrace(std::ostream& output, const FlightSnapshot& snapshot, const NodeLookup& nodes,
                std::span<const Miss> misses = {});

/// Effects: writes the trace to a file, in one piece: a file of that name is replaced once the new one is
/// complete. Errors: refused when it cannot be written; what was there then stays. Progress: blocking.
/// [any but audio]
base::Result<void> saveTrace(const std::filesystem::path& path, const FlightSnapshot& snapshot,
                             const NodeLookup& nodes, std::span<const Miss> misses = {});

} // namespace rondo::graph
