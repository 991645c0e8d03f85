// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

using rondo::bench::Samples;

/// Keeps what every repetition took per operation, beside printing a short line for it.
class Collector final : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const auto& run : runs) {
            if (run.error_occurred) {
                std::fprintf(stderr, "%s: %s\n", run.run_name.function_name.c_str(), run.error_message.c_str());
                failed = true;
            } else if (run.run_type == Run::RT_Iteration) {
                const auto rate = run.counters.find("items_per_second");
                samples[run.run_name.function_name].push_back(1.0 / rate->second.value);
            }
        }
        std::printf(".");
        std::fflush(stdout);
    }
    Samples samples;
    bool failed = false;
};

} // namespace

int main(int count, char** arguments) {
    std::string rondo;
    std::string results = "results.json";
    for (int index = 1; index + 1 < count; index += 2) {
        if (std::strcmp(arguments[index], "--rondo") == 0)
            rondo = arguments[index + 1];
        else if (std::strcmp(arguments[index], "--results") == 0)
            results = arguments[index + 1];
    }
    if (std::thread::hardware_concurrency() < 2) {
        std::printf("skipped: the comparisons pin threads to two cores and this machine has one\n");
        return 77;
    }
    // Ours and the peers' repetitions alternate at random, so that a noisy second hits both alike.
    std::string program = arguments[0];
    std::string interleaving = "--benchmark_enable_random_interleaving=true";
    char* options[] = {program.data(), interleaving.data(), nullptr};
    int optionCount = 2;
    benchmark::Initialize(&optionCount, options);
    rondo::bench::registerSubmit();
    rondo::bench::registerSpsc();
    rondo::bench::registerGuard();
    Collector collector;
    benchmark::RunSpecifiedBenchmarks(&collector);
    if (collector.failed)
        return 1;
    std::vector<rondo::bench::Comparison> comparisons;
    rondo::bench::collectSubmit(collector.samples, comparisons);
    rondo::bench::collectSpsc(collector.samples, comparisons);
    rondo::bench::collectGuard(collector.samples, comparisons);
    if (!rondo.empty())
        rondo::bench::measureHost(rondo, comparisons);
    return rondo::bench::publish(comparisons, results) ? 0 : 1;
}
