// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "graph_contestants.h"
#include "rondo_graph.h"

#include <cstdio>
#include <ctime>
#include <rondo/dsp/noise.h>
#include <stdexcept>
#include <support/render_comparison.h>

namespace rondo::bench {

namespace {

constexpr const char* floorName = "floor: the same virtual calls and sums in a flat list, in place";
constexpr const char* juceName = "juce::AudioProcessorGraph 7.0.5";
constexpr double rate = 48000;

/// Seconds that this thread has worked.
double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Contestants whose repetitions alternate, so that a noisy second hits all alike.
class Race {
public:
    Contestant& add(std::unique_ptr<Contestant> contestant) {
        lanes_.push_back({std::move(contestant), 1, {}});
        return *lanes_.back().contestant;
    }

    /// Effects: plays the first blocks of the first contestant and of another one.
    /// Errors: std::runtime_error when they differ by more than `tolerance` dBFS, or at all without one.
    void check(std::size_t lane, const std::string& what, const double* tolerance = nullptr) {
        const auto found = test::compareRenders(beginning(0), beginning(lane));
        if (!found.same && (tolerance == nullptr || found.largest > *tolerance))
            throw std::runtime_error(what + ": contestants must play the same, but " + found.text() + ".");
    }

    void run() {
        for (auto& lane : lanes_)
            warmUp(lane);
        for (std::size_t turn = 0; turn < turns; ++turn)
            for (std::size_t index = 0; index < lanes_.size(); ++index) {
                auto& lane = lanes_[(index + turn) % lanes_.size()];
                lane.seconds.push_back(play(lane));
            }
        std::printf(".");
        std::fflush(stdout);
    }
    /// Returns: thread time of one block, in seconds.
    double medianOf(std::size_t lane) const { return median(lanes_[lane].seconds); }
    double leastOf(std::size_t lane) const { return quantile(lanes_[lane].seconds, 0); }

private:
    static constexpr std::size_t turns = 25;
    static constexpr double batch = 0.004; // seconds

    struct Lane {
        std::unique_ptr<Contestant> contestant;
        int blocks; ///< in a batch
        std::vector<double> seconds;
    };

    static double play(Lane& lane) {
        const double start = threadSeconds();
        for (int block = 0; block < lane.blocks; ++block)
            lane.contestant->block();
        return (threadSeconds() - start) / lane.blocks;
    }
    static void warmUp(Lane& lane) {
        double block = play(lane);
        while (block * lane.blocks < batch) {
            lane.blocks *= 2;
            block = play(lane);
        }
    }
    const test::Render& beginning(std::size_t lane) {
        if (beginnings_.size() < lanes_.size())
            beginnings_.resize(lanes_.size());
        auto& render = beginnings_[lane];
        if (render.empty()) {
            render.resize(2);
            for (int block = 0; block < 8; ++block) {
                lanes_[lane].contestant->block();
                const auto output = lanes_[lane].contestant->output();
                for (std::uint32_t channel = 0; channel < 2; ++channel)
                    render[channel].insert(render[channel].end(), output.channel(channel).begin(),
                                           output.channel(channel).end());
            }
        }
        return render;
    }

    std::vector<Lane> lanes_;
    std::vector<test::Render> beginnings_;
};

// What sums in another order, or multiplies gains before samples, rounds otherwise.
constexpr double rounding = -80;

struct Workload {
    std::string name;
    GraphPlan plan;
    double knownBound; ///< for gains that the graph knows, against the floor; 0: only shown
};

void compareWorkload(const Workload& workload, std::uint32_t frames, std::vector<Comparison>& into) {
    Race race;
    race.add(makeFloor(workload.plan, frames));
    race.add(std::make_unique<RondoGraph>(workload.plan, frames));
    race.add(std::make_unique<RondoGraph>(workload.plan, frames, Gains::known));
    race.add(makeJuceGraph(workload.plan, frames));
    race.check(1, workload.name + ", opaque nodes");
    race.check(2, workload.name + ", gain nodes", &rounding);
    race.check(3, workload.name + ", JUCE", &rounding);
    race.run();
    const double each = 1e9 / static_cast<double>(workload.plan.size());
    const std::string name = "graph " + workload.name + ", " + std::to_string(frames) + " frames, ";
    const double floor = race.medianOf(0) * each, opaque = race.medianOf(1) * each;
    const double known = race.medianOf(2) * each;
    into.push_back(limit(name + "opaque: a node and block", opaque, floor, "ns", 1.3, floorName));
    into.push_back(
        shown(name + "opaque: least", race.leastOf(1) * each, race.leastOf(0) * each, "ns", floorName));
    into.push_back(workload.knownBound > 0
                       ? limit(name + "fusible (gain nodes): a node and block", known, floor, "ns",
                               workload.knownBound, floorName)
                       : shown(name + "fusible (gain nodes): a node and block", known, floor, "ns", floorName));
    into.push_back(shown(name + "opaque: a node and block", opaque, race.medianOf(3) * each, "ns", juceName));
}

/// Tracks of ten biquads: in one node, as a mixer has them, or in a node each.
GraphPlan equaliserTracks(std::uint32_t count) {
    return tracksOf({.count = count, .length = 1, .work = Work::equaliser});
}
GraphPlan filterTracks(std::uint32_t count) {
    return tracksOf({.count = count, .length = 10, .work = Work::filter});
}

void compareFilters(const GraphPlan& plan, const std::string& how, std::uint32_t frames,
                    std::vector<Comparison>& into) {
    Race race;
    race.add(makeFloor(plan, frames));
    race.add(std::make_unique<RondoGraph>(plan, frames));
    race.add(makeJuceGraph(plan, frames));
    race.check(1, "filters, Rondo");
    race.check(2, "filters, JUCE", &rounding);
    race.run();
    const std::string name = "graph of 32 tracks of 10 biquads " + how + ", " + std::to_string(frames) +
                             " frames: a block on one thread";
    into.push_back(limit(name, race.medianOf(1) * 1e6, race.medianOf(0) * 1e6, "us", 1.2,
                         "the bare filters, in a flat list and in place"));
    into.push_back(shown(name, race.medianOf(1) * 1e6, race.medianOf(2) * 1e6, "us", juceName));
}

double peakOf(const Contestant& contestant) {
    float peak = 0;
    for (std::uint32_t channel = 0; channel < 2; ++channel)
        for (const float sample : contestant.output().channel(channel))
            peak = std::max(peak, std::abs(sample));
    return double{peak};
}

/// The mixer beside one in which the sources of half the tracks sleep, so that half the nodes and half the sums
/// are silent, or of all.
void compareRest(std::uint32_t restEvery, double bound, const char* what, std::uint32_t frames,
                 std::vector<Comparison>& into) {
    Race race;
    race.add(std::make_unique<RondoGraph>(mixerOf64(restEvery, Work::rest), frames));
    race.add(std::make_unique<RondoGraph>(mixerOf64(), frames));
    race.run();
    into.push_back(limit("graph mixer64, " + std::to_string(frames) + " frames, " + what + " silent: a block",
                         race.medianOf(0) * 1e6, race.medianOf(1) * 1e6, "us", bound, "the same with noise"));
}

/// The same mixer with sound and with silence in the graph's input, which some of the tracks have for their
/// source: it is no node, so with half the tracks four nodes in ten are silent.
void compareInput(std::uint32_t inputEvery, const char* what, std::uint32_t frames,
                  std::vector<Comparison>& into) {
    auto sounding = std::make_unique<RondoGraph>(mixerOf64(inputEvery), frames);
    dsp::Noise noise;
    for (std::uint32_t channel = 0; channel < 2; ++channel)
        std::ranges::generate(sounding->input().channel(channel), [&] { return noise.next(); });
    Race race;
    race.add(std::make_unique<RondoGraph>(mixerOf64(inputEvery), frames));
    race.add(std::move(sounding));
    race.run();
    const auto name = "graph mixer64, " + std::to_string(frames) + " frames, silent graph input of " + what +
                      " tracks: a block";
    const double ours = race.medianOf(0) * 1e6, peer = race.medianOf(1) * 1e6;
    into.push_back(inputEvery == 1 ? limit(name, ours, peer, "us", 0.05, "the same with noise")
                                   : shown(name, ours, peer, "us", "the same with noise"));
}

void checkSilence() {
    for (const auto source : {Work::input, Work::rest})
        for (const std::uint32_t every : {1u, 2u}) {
            RondoGraph graph(mixerOf64(every, source), 64);
            for (int block = 0; block < 4; ++block)
                graph.block();
            if ((peakOf(graph) == 0) != (every == 1))
                throw std::runtime_error("A mixer must be silent when all its tracks are, and only then.");
        }
}

void compareLength(std::uint32_t nodes, std::vector<Comparison>& into) {
    const auto plan = chainOf(nodes);
    for (const std::uint32_t frames : {64u, 512u}) {
        Race race;
        race.add(makeFloor(plan, frames));
        race.add(std::make_unique<RondoGraph>(plan, frames));
        race.check(1, "chain of " + std::to_string(nodes));
        race.run();
        const double each = 1e9 / nodes;
        const auto name = "graph chain of " + std::to_string(nodes) + ", " + std::to_string(frames) + " frames";
        into.push_back(shown(name + ": a node and block", race.medianOf(1) * each, race.medianOf(0) * each,
                             "ns", floorName));
        if (nodes == 100'000 && frames == 512)
            into.push_back(limit(name + ": share of real time", race.medianOf(1), frames / rate, "s", 1,
                                 "one block's duration"));
    }
}

void measureManyFilters(std::vector<Comparison>& into) {
    constexpr std::uint32_t frames = 512;
    Race race;
    race.add(std::make_unique<RondoGraph>(equaliserTracks(2000), frames));
    race.run();
    into.push_back(limit("graph of 2000 tracks of 10 biquads, 512 frames: share of real time", race.medianOf(0),
                         frames / rate, "s", 1, "one block's duration"));
}

} // namespace

void measureGraphNodes(std::vector<Comparison>& into) {
    const auto juce = becomeJuceMessageThread();
    const Workload workloads[] = {{"chain1000", chainOf(1000), 0.25},
                                  {"par200x5", tracksOf({.count = 200, .length = 4}), 0},
                                  {"mixer64", mixerOf64(), 0}};
    for (const auto& workload : workloads)
        for (const std::uint32_t frames : {32u, 64u, 128u, 512u})
            compareWorkload(workload, frames, into);
}

void measureGraphFilters(std::vector<Comparison>& into) {
    const auto juce = becomeJuceMessageThread();
    for (const std::uint32_t frames : {32u, 64u, 128u, 512u}) {
        compareFilters(equaliserTracks(32), "in one node", frames, into);
        compareFilters(filterTracks(32), "in a node each", frames, into);
    }
}

void measureGraphSilence(std::vector<Comparison>& into) {
    checkSilence();
    for (const std::uint32_t frames : {32u, 64u, 128u, 512u}) {
        compareRest(2, 0.55, "half the nodes", frames, into);
        compareRest(1, 0.05, "all nodes", frames, into);
        compareInput(2, "half the", frames, into);
        compareInput(1, "all", frames, into);
    }
}

void measureGraphLengths(std::vector<Comparison>& into) {
    for (std::uint32_t nodes = 10; nodes <= 100'000; nodes *= 10)
        compareLength(nodes, into);
    measureManyFilters(into);
}

} // namespace rondo::bench
