// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "summary.h"
#include <filesystem>
#include <rondo/base/result.h>
#include <rondo/runtime/engine.h>

namespace rondo::host {

/// Asks an engine for missed deadlines and writes what led to them as a trace. [control]
class FlightWatch {
public:
    /// `trace`: the file to write; empty: none.
    explicit FlightWatch(std::filesystem::path trace) : trace_(std::move(trace)) {}

    /// Effects: takes note of the misses since the last call. The trace of the newest is written at once, but
    /// not more often than every five seconds, since writing takes time from what is late already. Errors: as
    /// graph::saveTrace, told once.
    base::Result<void> collect(runtime::Engine& engine, double now);
    /// Effects: writes the trace of misses that `collect` has put off, or, without any, of the last seconds: it
    /// was asked for. Requires: the engine is stopped.
    base::Result<void> finish(runtime::Engine& engine);
    const MissSummary& summary() const noexcept { return summary_; }

private:
    base::Result<void> write(runtime::Engine& engine, const graph::FlightReport& report);

    std::filesystem::path trace_;
    MissSummary summary_;
    std::optional<graph::FlightReport> waiting_;
    double next_ = 0;
    bool failed_ = false;
};

} // namespace rondo::host
