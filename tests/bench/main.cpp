// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace {

using rondo::bench::Part;
using rondo::bench::Samples;

/// Whether what was chosen names this part, or all of its kind: `graph` is also `graph-nodes`.
bool names(const std::string& chosen, const std::string& part) {
    return part == chosen || part.starts_with(chosen + "-");
}

struct Options {
    std::string rondo;
    std::string results = "results.json";
    std::vector<std::string> only;
    bool wanted(const std::string& part) const {
        return only.empty() ||
               std::ranges::any_of(only, [&](const auto& chosen) { return names(chosen, part); });
    }
};

const std::vector<Part> parts = {
    {.name = "idle", .measure = rondo::bench::measureIdle},
    {.name = "submit", .add = rondo::bench::registerSubmit, .collect = rondo::bench::collectSubmit},
    {.name = "callback", .measure = rondo::bench::measureCallback},
    {.name = "spsc", .add = rondo::bench::registerSpsc, .collect = rondo::bench::collectSpsc},
    {.name = "mpmc", .add = rondo::bench::registerMpmc, .collect = rondo::bench::collectMpmc},
    {.name = "audio-side", .measure = rondo::bench::measureAudioSide},
    {.name = "guard", .add = rondo::bench::registerGuard, .collect = rondo::bench::collectGuard},
    {.name = "biquads", .add = rondo::bench::registerBiquads, .collect = rondo::bench::collectBiquads},
    {.name = "graph-nodes", .measure = rondo::bench::measureGraphNodes},
    {.name = "graph-filters", .measure = rondo::bench::measureGraphFilters},
    {.name = "graph-threads", .measure = rondo::bench::measureGraphThreads},
    {.name = "graph-silence", .measure = rondo::bench::measureGraphSilence},
    {.name = "graph-lengths", .measure = rondo::bench::measureGraphLengths},
    {.name = "graph-edits", .measure = rondo::bench::measureGraphEdits},
    {.name = "graph-builds", .measure = rondo::bench::measureGraphBuilds},
    {.name = "graph-callbacks", .measure = rondo::bench::measureGraphCallbacks},
    {.name = "tasks-hops", .measure = rondo::bench::measureTaskHops},
    {.name = "tasks-streams", .measure = rondo::bench::measureTaskStreams},
    {.name = "tasks-spawns", .measure = rondo::bench::measureTaskSpawns},
    {.name = "tasks-calls", .measure = rondo::bench::measureTaskCalls},
    {.name = "tasks-crowds", .measure = rondo::bench::measureTaskCrowds},
    {.name = "tasks-seats", .measure = rondo::bench::measureTaskSeats},
    {.name = "tasks-idle", .measure = rondo::bench::measureTaskIdle},
};

/// Keeps what every repetition took per operation, beside printing a dot for it.
class Collector final : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const auto& run : runs) {
            if (run.error_occurred) {
                std::fprintf(stderr, "%s: %s\n", run.run_name.function_name.c_str(), run.error_message.c_str());
                failed = true;
            } else if (run.run_type == Run::RT_Iteration) {
                keep(run.run_name.function_name, run.counters);
            }
        }
        std::printf(".");
        std::fflush(stdout);
    }
    Samples samples;
    bool failed = false;

private:
    // A counter `seconds/…` is a figure of its own; else the rate of items says what one took.
    void keep(const std::string& name, const benchmark::UserCounters& counters) {
        for (const auto& [counter, value] : counters) {
            if (counter == "items_per_second")
                samples[name].push_back(1.0 / value.value);
            else
                samples[name + "/" + counter].push_back(value.value);
        }
    }
};

bool runBenchmarks(const std::vector<Part>& chosen, const std::string& program, Samples& samples) {
    // Ours and the peers' repetitions alternate at random, so that a noisy second hits both alike.
    std::string name = program;
    std::string interleaving = "--benchmark_enable_random_interleaving=true";
    char* options[] = {name.data(), interleaving.data(), nullptr};
    int optionCount = 2;
    benchmark::Initialize(&optionCount, options);
    bool any = false;
    for (const auto& part : chosen)
        if (part.add != nullptr) {
            part.add();
            any = true;
        }
    Collector collector;
    if (any)
        benchmark::RunSpecifiedBenchmarks(&collector);
    samples = std::move(collector.samples);
    return !collector.failed;
}

int usage() {
    std::fprintf(stderr, "usage: rondo_bench [--only PART]… [--rondo PROGRAM] [--results FILE]\nparts:");
    for (const auto& part : parts)
        std::fprintf(stderr, " %s", part.name);
    std::fprintf(stderr, " host\nThe part host needs --rondo, the path of the host program.\n");
    return 2;
}

bool understood(int count, char** arguments, Options& options) {
    for (int index = 1; index < count; index += 2) {
        const std::string option = arguments[index];
        if (index + 1 == count)
            return false;
        const std::string value = arguments[index + 1];
        if (option == "--rondo")
            options.rondo = value;
        else if (option == "--results")
            options.results = value;
        else if (option == "--only" && (value == "host" || std::ranges::any_of(parts, [&](const Part& part) {
                                            return names(value, part.name);
                                        })))
            options.only.push_back(value);
        else
            return false;
    }
    return true;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    if (!understood(count, arguments, options))
        return usage();
    if (std::thread::hardware_concurrency() < 2) {
        std::printf("skipped: the comparisons pin threads to two cores and this machine has one\n");
        return 77;
    }
    std::vector<Part> chosen;
    std::ranges::copy_if(parts, std::back_inserter(chosen),
                         [&options](const Part& part) { return options.wanted(part.name); });
    Samples samples;
    if (!runBenchmarks(chosen, arguments[0], samples))
        return 1;
    std::vector<rondo::bench::Comparison> comparisons;
    try {
        for (const auto& part : chosen) {
            if (part.collect != nullptr)
                part.collect(samples, comparisons);
            if (part.measure != nullptr)
                part.measure(comparisons);
        }
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    if (!options.rondo.empty() && options.wanted("host"))
        rondo::bench::measureHost(options.rondo, comparisons);
    return rondo::bench::publish(comparisons, options.results) ? 0 : 1;
}
