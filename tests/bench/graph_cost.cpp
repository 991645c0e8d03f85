// SPDX-License-Identifier: MIT
//
// Prints how the graph's costs grow with its nodes: the table of engine/docs/graph.md. Each figure is the best
// of several runs, because whatever else the machine does only adds.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/clock.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/gain_node.h>
#include <vector>

using namespace rondo;

namespace {

constexpr std::uint32_t blockFrames = 64;

struct Cost {
    double build = 1e18; ///< microseconds from an empty graph to the published schedule
    double edit = 1e18;  ///< of a commit that adds one node
    double block = 1e18; ///< of 64 stereo frames
};

double microsecondsSince(std::int64_t start) {
    return static_cast<double>(base::monotonicNanoseconds() - start) / 1000;
}

void measureOnce(int count, Cost& cost) {
    auto pair = graph::makeGraph({.maximumFrames = 512}, std::make_shared<concurrency::Reclaimer>());
    audio::AudioBuffer output(2, blockFrames);
    std::int64_t frame = 0;
    const auto play = [&] {
        const auto start = base::monotonicNanoseconds();
        pair.processor.process({}, output.block(), frame);
        frame += blockFrames;
        return microsecondsSince(start);
    };

    auto start = base::monotonicNanoseconds();
    auto edit = pair.control.edit();
    auto before = edit.add(std::make_unique<nodes::GainNode>(), "gain");
    for (int index = 1; index < count; ++index) {
        const auto next = edit.add(std::make_unique<nodes::GainNode>(), "gain");
        edit.connect(before, 0, next, 0);
        before = next;
    }
    edit.connectToOutput(before);
    if (!edit.commit())
        return;
    cost.build = std::min(cost.build, microsecondsSince(start));
    for (int turn = 0; turn < 20; ++turn)
        cost.block = std::min(cost.block, play());
    for (int turn = 0; turn < 10; ++turn) {
        edit.connect(before, 0, edit.add(std::make_unique<nodes::GainNode>(), "one more"), 0);
        start = base::monotonicNanoseconds();
        if (!edit.commit())
            return;
        cost.edit = std::min(cost.edit, microsecondsSince(start));
        play();
    }
}

} // namespace

int main() {
    std::printf("| nodes | build, us | one edit, us | block of %u stereo frames, us | a node and block, ns |\n",
                blockFrames);
    std::printf("|---:|---:|---:|---:|---:|\n");
    for (const int count : {10, 100, 1000, 10000, 100000}) {
        Cost cost;
        for (int run = 0; run < (count > 10000 ? 3 : 10); ++run)
            measureOnce(count, cost);
        std::printf("| %d | %.0f | %.0f | %.1f | %.1f |\n", count, cost.build, cost.edit, cost.block,
                    cost.block * 1000 / count);
    }
}
