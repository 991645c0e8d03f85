// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace rondo::bench {

/// One line of the table: our figure beside a peer's, and the bound that it must keep.
struct Comparison {
    /// What `ours / peer` must be of `bound`; shown: nothing, the line is there to be read.
    enum class Rule { atMost, atLeast, shown };
    std::string name;
    std::string peerName;
    std::string unit;
    Rule rule = Rule::atMost;
    double bound = 1;
    double ours = 0;
    double peer = 0;

    double ratio() const { return peer != 0 ? ours / peer : 0; }
    bool holds() const;
};

/// What runs of one name took, in seconds per operation, by the name under which Google Benchmark knows it.
using Samples = std::map<std::string, std::vector<double>>;

/// Returns the value below which the given share of the values lies, 0 for no values.
double quantile(std::vector<double> values, double share);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

/// A figure that has no peer but a limit: ours must be at most `bound` times `whole`.
Comparison limit(std::string name, double ours, double whole, std::string unit, double bound,
                 std::string meaning);
/// A figure that is only shown beside a peer's.
Comparison shown(std::string name, double ours, double peer, std::string unit, std::string peerName);

/// Prints the table, in Markdown, and writes the list as JSON; false when a bound does not hold or the file
/// cannot be written.
bool publish(const std::vector<Comparison>& comparisons, const std::string& resultsPath);

/// Pins the calling thread to one CPU for its lifetime.
class PinnedTo {
public:
    explicit PinnedTo(int cpu);
    ~PinnedTo();
    PinnedTo(const PinnedTo&) = delete;
    PinnedTo& operator=(const PinnedTo&) = delete;

private:
    std::vector<unsigned char> before_;
};

/// One part of the measurements, which `--only NAME` runs alone; `--only graph` runs all whose names begin with
/// `graph-`. Either or both: benchmarks, whose repetitions
/// alternate with all others' and whose samples become comparisons; and what is measured by itself, after them.
struct Part {
    const char* name;
    void (*add)() = nullptr;
    void (*collect)(const Samples& samples, std::vector<Comparison>& into) = nullptr;
    void (*measure)(std::vector<Comparison>& into) = nullptr;
};

void registerSubmit();
void collectSubmit(const Samples& samples, std::vector<Comparison>& into);
void registerSpsc();
void collectSpsc(const Samples& samples, std::vector<Comparison>& into);
void registerMpmc();
void collectMpmc(const Samples& samples, std::vector<Comparison>& into);
void registerGuard();
void collectGuard(const Samples& samples, std::vector<Comparison>& into);
void registerBiquads();
void collectBiquads(const Samples& samples, std::vector<Comparison>& into);
/// What an executor with nothing to do costs.
void measureIdle(std::vector<Comparison>& into);
/// Submits into a callback that runs every 64 frames, and into one that has stopped.
void measureCallback(std::vector<Comparison>& into);
/// What the realtime guard sees of each operation on the audio thread.
void measureAudioSide(std::vector<Comparison>& into);
/// The graph beside a flat list of the same operations and JUCE's: nodes, filters, threads, silence, growth.
/// Needs no other JUCE message thread.
void measureGraphNodes(std::vector<Comparison>& into);
void measureGraphFilters(std::vector<Comparison>& into);
void measureGraphThreads(std::vector<Comparison>& into);
void measureGraphSilence(std::vector<Comparison>& into);
void measureGraphLengths(std::vector<Comparison>& into);
/// How long edits of a running graph take, a graph from nothing, and what a callback notices of edits.
void measureGraphEdits(std::vector<Comparison>& into);
void measureGraphBuilds(std::vector<Comparison>& into);
void measureGraphCallbacks(std::vector<Comparison>& into);
/// The task pool beside Go, Asio, threads and fibers.
void measureTaskHops(std::vector<Comparison>& into);
void measureTaskStreams(std::vector<Comparison>& into);
void measureTaskSpawns(std::vector<Comparison>& into);
void measureTaskCalls(std::vector<Comparison>& into);
void measureTaskCrowds(std::vector<Comparison>& into);
void measureTaskSeats(std::vector<Comparison>& into);
void measureTaskIdle(std::vector<Comparison>& into);
/// Runs the host program over a JACK server and the virtual device.
void measureHost(const std::string& rondo, std::vector<Comparison>& into);

/// The peers from JUCE, which one file of their own keeps together.
void registerJuceSubmit();
void registerJuceSpsc();
void registerJuceBiquads();

} // namespace rondo::bench
