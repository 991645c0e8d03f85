// SPDX-License-Identifier: MIT
//
// Prints what the graph's flight recorder costs: the same graph played with each way of measuring in turn,
// again and again, and the best of each, because whatever else the machine does only adds. See
// engine/docs/graph.md, "Measuring".
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/clock.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/gain_node.h>

using namespace rondo;
using graph::Measuring;

namespace {

constexpr std::uint32_t blockFrames = 64;
constexpr std::array ways{Measuring::off, Measuring::blocks, Measuring::sampled, Measuring::everyNode};

/// The best mean of some blocks in nanoseconds, for each way of measuring.
template <class MakeNode>
std::array<double, ways.size()> measure(int count, MakeNode makeNode) {
    auto pair = graph::makeGraph({.maximumFrames = 512}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    auto before = edit.add(makeNode(), "first");
    for (int index = 1; index < count; ++index) {
        const auto next = edit.add(makeNode(), "next");
        edit.connect(before, 0, next, 0);
        before = next;
    }
    edit.connectToOutput(before);
    std::array<double, ways.size()> best;
    best.fill(std::numeric_limits<double>::max());
    if (!edit.commit())
        return best;
    audio::AudioBuffer output(2, blockFrames);
    std::int64_t frame = 0;
    const auto play = [&](int blocks) {
        const auto start = base::monotonicNanoseconds();
        for (int block = 0; block < blocks; ++block, frame += blockFrames)
            pair.processor.process({}, output.block(), frame);
        return static_cast<double>(base::monotonicNanoseconds() - start) / blocks;
    };
    play(256);
    // Short, to slip through between interruptions, and a multiple of the blocks after which spans repeat.
    const int blocks = std::clamp(5'000 / count / 4 * 4, 4, 400);
    constexpr int rounds = 300;
    for (int round = 0; round < rounds; ++round)
        for (std::size_t way = 0; way < ways.size(); ++way) {
            pair.control.recorder()->setMeasuring(ways[way]);
            play(1);
            best[way] = std::min(best[way], play(blocks));
        }
    return best;
}

void print(const char* name, int count, const std::array<double, ways.size()>& best) {
    std::printf("| %s, %d | %.2f |", name, count, best[0] / count);
    for (std::size_t way = 1; way < best.size(); ++way)
        std::printf(" %+.2f %% |", (best[way] / best[0] - 1) * 100);
    std::printf("\n");
    std::fflush(stdout);
}

} // namespace

int main() {
    std::printf(
        "| chain | off, ns a node and block | blocks | sampled | every node |\n|---|---:|---:|---:|---:|\n");
    const auto gain = [] { return std::make_unique<nodes::GainNode>(); };
    const auto filter = [] { return std::make_unique<nodes::FilterNode>(); };
    for (const int count : {10, 100, 1000, 10'000})
        print("gains", count, measure(count, gain));
    for (const int count : {10, 100})
        print("filters", count, measure(count, filter));
}
