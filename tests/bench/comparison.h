// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rondo::bench {

/// One line of the table: our figure beside a peer's, and the bound that it must keep.
struct Comparison {
    enum class Rule { atMost, atLeast }; ///< what `ours / peer` must be of `bound`
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

/// Returns the median, 0 for no samples.
double median(std::vector<double> values);

/// Prints the table and writes the list as JSON; false when a bound does not hold or the file cannot be
/// written.
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

/// Register their benchmarks; `collect` turns the samples into comparisons.
void registerSubmit();
void collectSubmit(const Samples& samples, std::vector<Comparison>& into);
void registerSpsc();
void collectSpsc(const Samples& samples, std::vector<Comparison>& into);
void registerGuard();
void collectGuard(const Samples& samples, std::vector<Comparison>& into);
/// Runs the host program over a JACK server and the virtual device.
void measureHost(const std::string& rondo, std::vector<Comparison>& into);

} // namespace rondo::bench
