// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "rondo_graph.h"

#include <algorithm>
#include <cstdio>
#include <rondo/base/clock.h>
#include <rondo/base/tick_clock.h>

namespace rondo::bench {

namespace {

/// Plays for a while, block after block. Returns the wall time of the median block of the second half, in
/// seconds: until then workers have come, or were found to be of no use.
double blockTime(RondoGraph& graph, double seconds) {
    const base::TickClock clock;
    const auto end = clock.nanoseconds() + static_cast<std::int64_t>(seconds * 1e9);
    std::vector<double> times;
    for (auto begin = clock.nanoseconds(); begin < end;) {
        graph.block();
        const auto now = clock.nanoseconds();
        times.push_back(static_cast<double>(now - begin) * 1e-9);
        begin = now;
    }
    times.erase(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    return median(std::move(times));
}

struct Pair {
    double one = 0;
    double two = 0;
    std::uint64_t shared = 0;
};

/// One thread and two in turn, so that a noisy minute hits both.
Pair compare(const GraphPlan& plan, std::uint32_t frames, graph::WorkerUse use, double seconds) {
    RondoGraph alone(plan, frames);
    RondoGraph helped(plan, frames, Gains::opaque, {.workers = 1, .use = use});
    std::vector<double> one, two;
    for (int turn = 0; turn < 3; ++turn) {
        one.push_back(blockTime(alone, seconds));
        two.push_back(blockTime(helped, seconds));
    }
    std::printf(".");
    std::fflush(stdout);
    return {median(one), median(two), helped.blocksShared()};
}

} // namespace

void measureGraphThreads(std::vector<Comparison>& into) {
    constexpr const char* alone = "one thread, wall time";
    const auto filters = tracksOf({.count = 32, .length = 10, .work = Work::filter});
    const auto tracks = compare(filters, 64, graph::WorkerUse::whenFaster, 1);
    into.push_back(limit("graph of 32 tracks of 10 biquads in a node each, 64 frames, two threads: a block",
                         tracks.two * 1e6, tracks.one * 1e6, "us", 1 / 1.75, alone));
    into.push_back(shown("graph of 32 tracks of 10 biquads, two threads: blocks shared",
                         static_cast<double>(tracks.shared), 0, "", "none"));
    const auto nothing = compare(tracksOf({.count = 200, .length = 4}), 8, graph::WorkerUse::whenFaster, 1);
    into.push_back(limit("graph par200x5, 8 frames, two threads: a block", nothing.two * 1e6, nothing.one * 1e6,
                         "us", 1.05, alone));
    // Shorter blocks make smaller nodes of the same graph.
    double smallest = 1000;
    for (const std::uint32_t frames : {32u, 16u, 12u, 8u, 6u, 4u, 2u, 1u}) {
        const auto forced = compare(filters, frames, graph::WorkerUse::always, 0.2);
        const double node = forced.one * 1e9 / static_cast<double>(filters.size());
        into.push_back(shown("graph of 32 tracks of 10 biquads, " + std::to_string(frames) +
                                 " frames, always two threads: a block",
                             forced.two * 1e6, forced.one * 1e6, "us", alone));
        if (forced.two < forced.one)
            smallest = std::min(smallest, node);
    }
    into.push_back(limit("graph of 32 tracks of 10 biquads: the smallest node that gains by two threads",
                         smallest, 200, "ns", 1, "0.2 us"));
}

} // namespace rondo::bench
