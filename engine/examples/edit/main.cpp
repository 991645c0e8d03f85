// SPDX-License-Identifier: MIT
//
// A graph that is edited while it plays, without a device: blocks are rendered here. Exit code 0 when
// everything came out as expected.
#include <cstdint>
#include <cstdio>
#include <rondo/audio/audio_buffer.h>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/graph_processor.h>
#include <rondo/graph/trace_writer.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>

using namespace rondo;

int main() {
    auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    // [edit]
    auto [control, processor] = graph::makeGraph({.rate = 48000, .outputChannels = 2}, reclaimer);
    auto edit = control.edit();
    const auto tone = edit.add(std::make_unique<nodes::OscillatorNode>(), "tone");
    const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
    edit.connect(tone, 0, pan, 0);
    edit.connectToOutput(pan);
    const auto publication = edit.commit(); // a Result: refused whole, or a receipt
    // [/edit]
    if (!publication || !control.setParameterAt(48000, tone, nodes::OscillatorNode::frequency, 660.0F))
        return 1;
    audio::AudioBuffer output(2, 64);
    std::int64_t streamFrame = 0;
    for (; streamFrame < 64000; streamFrame += 64)
        processor.process({}, output.block(), streamFrame);
    // [adopted]
    const auto frame = control.adoptedAt(*publication); // at which frame the edit took effect
    // [/adopted]
    // [misses]
    if (const auto report = control.collectMisses()) {
        std::puts(report->misses.back().text().c_str());
        saveTrace(
            "miss.json", report->snapshot, [&](graph::NodeId node) { return control.timesOf(node); },
            report->misses);
    }
    // [/misses]
    std::printf("the edit took effect at frame %lld\n", static_cast<long long>(frame.value_or(-1)));
    return frame == 0 ? 0 : 1;
}
