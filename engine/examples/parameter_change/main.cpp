// SPDX-License-Identifier: MIT
//
// The walk of a parameter change: control thread, SPSC channel, a block's start, the event's exact frame, the
// smoother, the node. A tone is turned down by 12 dB while it is rendered offline. Exit code 0 when all
// promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <cmath>
#include <rondo/device/offline/offline_device.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/runtime/engine.h>

using namespace rondo;

namespace {

constexpr double rate = 48000;
constexpr std::int64_t length = 9600;
constexpr std::int64_t eventFrame = 4801; // inside a block of every size that is rendered
constexpr std::int64_t smoothing = 480;   // 10 ms
constexpr float decibels = -12;

class Stage {
public:
    explicit Stage(std::uint32_t blockFrames)
        : opened_(examples::orExit(
              device::OfflineDevice::open({.rate = rate, .blockFrames = blockFrames, .outputChannels = 2}))),
          device_(*opened_), engine_(std::move(opened_)) {
        auto edit = engine_.graph().edit();
        const auto tone = edit.add(std::make_unique<nodes::OscillatorNode>(), "tone");
        gain_ = edit.add(
            std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1, .smoothing = {0.010}}), "gain");
        const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        edit.connect(tone, 0, gain_, 0);
        edit.connect(gain_, 0, pan, 0);
        edit.connect(pan, 0, engine_.master(), 0);
        examples::orExit(edit.commit());
        examples::orExit(engine_.start());
    }

    // [send]
    // The control thread. The value goes through a wait-free channel; the audio thread cuts the block at the
    // frame, and the node moves there in 10 ms.
    bool turnDownAt(std::int64_t frame) {
        const auto sent = engine_.graph().setParameterAt(frame, gain_, nodes::GainNode::gain, decibels);
        if (!sent) // a full channel, an unknown node, a value out of range: a sentence says it
            std::fprintf(stderr, "%s\n", sent.error().text.c_str());
        return sent.has_value();
    }
    // [/send]

    std::vector<float> play(std::int64_t frames) {
        std::vector<float> samples;
        examples::orExit(device_.run(frames, [&](audio::ConstAudioBlock block) -> base::Result<void> {
            const auto left = block.channel(0);
            samples.insert(samples.end(), left.begin(), left.end());
            return {};
        }));
        return samples;
    }
    /// Returns: nanoseconds that `count` changes took to send.
    double send(int count) {
        return examples::nanosecondsOf([&] {
            for (int index = 0; index < count; ++index)
                refused += engine_.graph().setParameter(gain_, nodes::GainNode::gain,
                                                        static_cast<float>(index % 12) - 12)
                               ? 0
                               : 1;
        });
    }
    double blockNanoseconds() {
        return examples::nanosecondsOf([&] { examples::orExit(device_.run(64)); });
    }
    graph::GraphStatistics statistics() { return engine_.graph().statistics(); }
    int refused = 0;

private:
    std::unique_ptr<device::OfflineDevice> opened_; // until the engine has it
    device::OfflineDevice& device_;
    runtime::Engine engine_;
    graph::NodeId gain_;
};

std::vector<float> render(std::uint32_t blockFrames, bool turnedDown) {
    Stage stage(blockFrames);
    if (turnedDown && !stage.turnDownAt(eventFrame))
        return {};
    return stage.play(length);
}

float largestStep(const std::vector<float>& samples) {
    float largest = 0;
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        largest = std::max(largest, std::abs(samples[frame] - samples[frame - 1]));
    return largest;
}

void check(examples::WalkReport& report) {
    const auto plain = render(64, false);
    const auto changed = render(64, true);
    const auto first = std::ranges::mismatch(changed, plain).in1 - changed.begin();
    report.promise(first >= eventFrame && first <= eventFrame + 1,
                   "the samples are untouched up to the frame of the change and change from there on");
    const float factor = std::pow(10.0F, decibels / 20);
    float error = 0;
    for (auto frame = static_cast<std::size_t>(eventFrame + smoothing); frame < changed.size(); ++frame)
        error = std::max(error, std::abs(changed[frame] - factor * plain[frame]));
    report.promise(changed.size() == length && error < 1e-6F, "after 10 ms it plays 12 dB lower");
    report.promise(largestStep(changed) <= largestStep(plain), "no step is larger than without the change");
    bool same = true;
    for (const std::uint32_t blockFrames : {16U, 100U, 1024U, 4096U})
        same = same && render(blockFrames, true) == changed;
    report.promise(same, "the samples are the same bits for blocks of 16, 64, 100, 1024 and 4096 frames");
}

void measure(examples::WalkReport& report) {
    constexpr int rounds = 2001;
    constexpr int messages = 64;
    Stage stage(64);
    std::vector<double> sending, with, without;
    for (int round = 0; round < rounds; ++round) {
        sending.push_back(stage.send(messages) / messages);
        with.push_back(stage.blockNanoseconds());
        without.push_back(stage.blockNanoseconds());
    }
    report.promise(stage.refused == 0 && stage.statistics().eventsApplied == rounds * messages,
                   "every change that was sent reached its node");
    report.figure("to send a change", examples::median(sending), "ns");
    report.figure("to take a change out and apply it, on the audio thread",
                  (examples::median(with) - examples::median(without)) / messages, "ns");
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("parameter change");
    check(report);
    measure(report);
    return report.finish(count, arguments);
}
