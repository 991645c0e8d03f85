// SPDX-License-Identifier: GPL-3.0-only
#include "flight_watch.h"

#include <rondo/graph/trace_writer.h>

namespace rondo::host {

using base::Result;

namespace {
constexpr double interval = 5; // s
}

Result<void> FlightWatch::collect(runtime::Engine& engine, double now) {
    if (auto report = engine.collectMisses()) {
        summary_.count += report->count;
        if (!report->misses.empty())
            summary_.culprit = report->misses.back().text();
        waiting_ = std::move(report);
    }
    if (!waiting_ || now < next_)
        return {};
    next_ = now + interval;
    const auto report = std::exchange(waiting_, std::nullopt);
    return write(engine, *report);
}

Result<void> FlightWatch::finish(runtime::Engine& engine) {
    next_ = 0;
    if (auto collected = collect(engine, 0); !collected)
        return collected;
    if (summary_.count > 0 || trace_.empty())
        return {};
    return write(engine, {engine.graph().recorder()->snapshot(), {}, 0});
}

Result<void> FlightWatch::write(runtime::Engine& engine, const graph::FlightReport& report) {
    if (trace_.empty() || failed_)
        return {};
    auto saved = graph::saveTrace(
        trace_, report.snapshot, [&](graph::NodeId node) { return engine.graph().timesOf(node); },
        report.misses);
    failed_ = !saved;
    if (saved)
        summary_.trace = trace_.string();
    return saved;
}

} // namespace rondo::host
