// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "graph_contestants.h"
#include "paced_thread.h"
#include "rondo_graph.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <span>
#include <stdexcept>

namespace rondo::bench {

namespace {

constexpr std::uint32_t frames = 64;
constexpr const char* juceName = "juce::AudioProcessorGraph 7.0.5";
constexpr std::array steps{EditStep::insertGain, EditStep::addSource, EditStep::removeSource,
                           EditStep::removeGain};
constexpr std::array stepNames{"insert a gain", "add a source", "remove a source", "remove a gain"};

double secondsSince(std::int64_t start) {
    return static_cast<double>(base::monotonicNanoseconds() - start) * 1e-9;
}

/// What each kind of step took, in milliseconds, from the first call on: the medians.
struct EditTimes {
    std::array<double, steps.size()> published{};
    std::array<double, steps.size()> heard{}; ///< the block that plays it included
};

EditTimes timeEdits(EditedContestant& contestant, int turns) {
    std::array<std::vector<double>, steps.size()> published, heard;
    for (int turn = 0; turn < turns; ++turn)
        for (std::size_t step = 0; step < steps.size(); ++step) {
            for (int block = 0; block < 10; ++block)
                contestant.block();
            const auto start = base::monotonicNanoseconds();
            contestant.apply(steps[step]);
            published[step].push_back(secondsSince(start) * 1e3);
            contestant.block();
            heard[step].push_back(secondsSince(start) * 1e3);
        }
    EditTimes times;
    for (std::size_t step = 0; step < steps.size(); ++step) {
        times.published[step] = median(published[step]);
        times.heard[step] = median(heard[step]);
    }
    return times;
}

/// `bound`: milliseconds; `juceTurns`: 0 for none, because its edits take a second at 1000 nodes.
void compareEdits(std::uint32_t nodes, double bound, int juceTurns, std::vector<Comparison>& into) {
    RondoGraph graph(chainOf(nodes), frames);
    const auto ours = timeEdits(graph, nodes > 10'000 ? 5 : 50);
    graph.block();
    if (!graph.editsAdopted())
        throw std::runtime_error("An edit must be heard in the next block.");
    EditTimes theirs;
    if (juceTurns > 0)
        theirs = timeEdits(*makeJuceGraph(chainOf(nodes), frames), juceTurns);
    for (std::size_t step = 0; step < steps.size(); ++step) {
        const auto name =
            "graph of " + std::to_string(nodes) + " nodes, " + std::string(stepNames[step]) + ": until ";
        if (bound > 0)
            into.push_back(limit(name + "published", ours.published[step], bound, "ms", 1, "the limit"));
        if (juceTurns > 0)
            into.push_back(shown(name + "heard", ours.heard[step], theirs.heard[step], "ms", juceName));
        else
            into.push_back(
                shown(name + "heard", ours.heard[step], ours.published[step], "ms", "until published"));
    }
}

/// The slope of a straight line through the logarithms, by least squares.
double growthExponent(std::span<const std::pair<std::uint32_t, double>> points) {
    double x = 0, y = 0, xx = 0, xy = 0;
    const auto count = static_cast<double>(points.size());
    for (const auto& [nodes, seconds] : points) {
        const double size = std::log(static_cast<double>(nodes));
        x += size / count;
        y += std::log(seconds) / count;
        xx += size * size / count;
        xy += size * std::log(seconds) / count;
    }
    return (xy - x * y) / (xx - x * x);
}

/// A graph that a paced thread plays while this one edits it, or does not.
class EditedCallback {
public:
    /// Returns: how long each callback of a round took, in seconds.
    std::vector<double> round(int edits) {
        std::vector<double> seconds(blocksInRound);
        std::atomic<std::size_t> done{0};
        {
            PacedThread thread([&] {
                const auto index = done.load(std::memory_order_relaxed);
                if (index == blocksInRound)
                    return;
                const auto start = base::monotonicNanoseconds();
                graph_.block();
                seconds[index] = secondsSince(start);
                done.store(index + 1);
            });
            edit(edits);
            while (done.load() < blocksInRound)
                std::this_thread::sleep_for(std::chrono::nanoseconds(callbackPeriod));
        }
        return seconds;
    }
    static constexpr std::size_t blocksInRound = 600;

private:
    void edit(int edits) {
        const PinnedTo pinned(1);
        for (int index = 0; index < edits; ++index) {
            graph_.apply(steps[static_cast<std::size_t>(index) % steps.size()]);
            std::this_thread::sleep_for(std::chrono::nanoseconds(2 * callbackPeriod));
        }
    }

    RondoGraph graph_{chainOf(1000), frames};
};

} // namespace

void measureGraphEdits(std::vector<Comparison>& into) {
    const auto juce = becomeJuceMessageThread();
    compareEdits(100, 0, 9, into);
    compareEdits(1000, 0.1, 1, into);
    compareEdits(10'000, 1, 0, into);
    compareEdits(100'000, 0, 0, into);
}

void measureGraphBuilds(std::vector<Comparison>& into) {
    std::vector<std::pair<std::uint32_t, double>> points;
    const auto build = [&](std::uint32_t nodes, int turns) {
        std::vector<double> seconds;
        for (int turn = 0; turn < turns; ++turn)
            seconds.push_back(RondoGraph(chainOf(nodes), frames).buildSeconds());
        return median(seconds);
    };
    const auto nameOf = [](std::uint32_t nodes) {
        return "graph of " + std::to_string(nodes) + " nodes: build from nothing";
    };
    for (const std::uint32_t nodes : {10u, 30u, 100u, 300u, 1000u, 3000u, 10'000u})
        points.emplace_back(nodes, build(nodes, 25));
    points.emplace_back(100'000, build(100'000, 5));
    const double each = points[4].second / 1000;
    for (const auto& [nodes, seconds] : points)
        into.push_back(shown(nameOf(nodes), seconds * 1e3, nodes * each * 1e3, "ms",
                             "as many times a thousandth of what 1000 nodes take"));
    points.pop_back();
    into.push_back(limit(nameOf(1000), points[4].second * 1e3, 1, "ms", 1, "the limit"));
    into.push_back(limit(nameOf(10'000), points[6].second * 1e3, 12, "ms", 1, "the limit"));
    into.push_back(limit("graph: the exponent of a build's growth from 10 to 10000 nodes",
                         growthExponent(points), 1, "", 1.1, "linear"));
}

void measureGraphCallbacks(std::vector<Comparison>& into) {
    constexpr int rounds = 10, edits = 200;
    static_assert(edits % steps.size() == 0);
    EditedCallback callback;
    std::array<std::vector<double>, 2> longest, all;
    for (int round = 0; round < rounds; ++round)
        for (const std::size_t edited : {0u, 1u}) {
            const auto seconds = callback.round(edited != 0 ? edits : 0);
            longest[edited].push_back(quantile(seconds, 1) * 1e6);
            all[edited].insert(all[edited].end(), seconds.begin(), seconds.end());
            std::printf(".");
            std::fflush(stdout);
        }
    const std::string name = "graph of 1000 nodes, 64 frames, callback during 2000 edits: ";
    const char* const peer = "the same without edits";
    into.push_back(limit(name + "longest of 600, median of 10 rounds", median(longest[1]), median(longest[0]),
                         "us", 1.2, peer));
    for (const auto& [label, share] : {std::pair{"p50", 0.5}, {"p99", 0.99}, {"p99.9", 0.999}})
        into.push_back(
            shown(name + label, quantile(all[1], share) * 1e6, quantile(all[0], share) * 1e6, "us", peer));
}

} // namespace rondo::bench
