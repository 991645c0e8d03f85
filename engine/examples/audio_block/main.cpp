// SPDX-License-Identifier: MIT
//
// The walk of an audio block: device, driver, the closures that wait, parameter events, the steps of the
// schedule, nodes, dsp, and out. The sound is rendered offline in blocks of several sizes; a closure and a
// parameter event change it on the way. Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <rondo/concurrency/executor.h>
#include <rondo/device/offline/offline_device.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/filter_node.h>
#include <rondo/nodes/function_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>

using namespace rondo;

namespace {

constexpr double rate = 48000;
constexpr std::int64_t length = 24000;
constexpr std::int64_t closureFrame = 9600; // an edge between blocks of every size that is rendered
constexpr std::int64_t eventFrame = 15001;  // inside a block of every size

// [callback]
class Sound final : public device::AudioCallback {
public:
    Sound(concurrency::Executor& executor, graph::GraphProcessor processor)
        : processor_(std::move(processor)), driver_(executor.adopt({.realtime = false})) {}

    // Called by the device for each block.
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        if (const auto block = driver_.enter())            // the closures that wait have run now
            processor_.process(input, output, time.frame); // events, then the schedule's steps
        else
            output.clear(); // the background thread is in the middle of a closure
    }
    void streamLost(const base::Error&) noexcept override {}

private:
    graph::GraphProcessor processor_;
    concurrency::Driver driver_;
};
// [/callback]

/// A device that plays oscillator, filter, a factor of the audio thread's own, and pan.
class Stage {
public:
    explicit Stage(std::uint32_t blockFrames, bool withNodes = true)
        : device_(examples::orExit(
              device::OfflineDevice::open({.rate = rate, .blockFrames = blockFrames, .outputChannels = 2}))),
          graph_(graph::makeGraph({.rate = rate}, executor_.reclaimer())),
          sound_(executor_, std::move(graph_.processor)) {
        if (withNodes)
            build();
        examples::orExit(device_->start(sound_));
    }
    ~Stage() { device_->stop(); }
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Effects: plays on and keeps the left channel.
    void play(std::int64_t frames) {
        examples::orExit(device_->run(frames, [this](audio::ConstAudioBlock block) -> base::Result<void> {
            const auto left = block.channel(0);
            samples.insert(samples.end(), left.begin(), left.end());
            return {};
        }));
    }
    /// Returns: nanoseconds for a block, nothing kept of it.
    double blockNanoseconds(int blocks) {
        const auto frames = std::int64_t{blocks} * device_->format().blockFrames;
        return examples::nanosecondsOf([&] { examples::orExit(device_->run(frames)); }) / blocks;
    }
    bool sendEvent() {
        return graph_.control.setParameterAt(eventFrame, tone_, nodes::OscillatorNode::frequency, 660)
            .has_value();
    }
    bool postClosure() {
        return executor_.post([this] { factor_ = 0.5F; }).has_value();
    }
    std::vector<float> samples;

private:
    void build() {
        auto edit = graph_.control.edit();
        tone_ = edit.add(std::make_unique<nodes::OscillatorNode>(), "tone");
        const auto filter =
            edit.add(std::make_unique<nodes::FilterNode>(nodes::FilterOptions{.width = 1}), "filter");
        const auto scale = edit.add(
            nodes::makeFunctionNode({.inputs = {{"input", 1}}, .outputs = {{"output", 1}}, .parameters = {}},
                                    [this](const graph::ProcessContext& context) noexcept {
                                        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
                                            context.output().channel(0)[frame] =
                                                factor_ * context.input().channel(0)[frame];
                                    }),
            "scale");
        const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        edit.connect(tone_, 0, filter, 0);
        edit.connect(filter, 0, scale, 0);
        edit.connect(scale, 0, pan, 0);
        edit.connectToOutput(pan);
        examples::orExit(edit.commit());
    }

    float factor_ = 1; // the audio thread's: closures change it, the node reads it
    concurrency::Executor executor_{{.name = "audio"}};
    std::unique_ptr<device::OfflineDevice> device_;
    graph::Graph graph_;
    graph::NodeId tone_;
    Sound sound_;
};

std::vector<float> render(std::uint32_t blockFrames, bool withClosure, bool withEvent) {
    Stage stage(blockFrames);
    if (withEvent && !stage.sendEvent())
        return {};
    stage.play(closureFrame);
    if (withClosure && !stage.postClosure())
        return {};
    stage.play(length - closureFrame);
    return stage.samples;
}

/// Returns: the first frame in which they differ.
std::int64_t firstDifference(const std::vector<float>& left, const std::vector<float>& right) {
    return std::ranges::mismatch(left, right).in1 - left.begin();
}

void check(examples::WalkReport& report) {
    const auto plain = render(64, false, false);
    const auto both = render(64, true, true);
    const auto loudest = plain.empty() ? 0 : *std::ranges::max_element(plain);
    report.promise(plain.size() == length && loudest > 0.1F, "the device got half a second of sound");
    const auto changed = firstDifference(render(64, true, false), plain);
    report.promise(changed >= closureFrame && changed <= closureFrame + 1,
                   "a closure takes effect at the edge of the next block");
    // The frame of the event still has the phase of before; the filter lets the next one through.
    const auto heard = firstDifference(render(64, false, true), plain);
    report.promise(heard >= eventFrame && heard <= eventFrame + 1,
                   "a parameter event takes effect at its frame, inside a block");
    bool same = true;
    for (const std::uint32_t blockFrames : {16U, 32U, 96U, 480U, 3200U}) // all divide 9600
        same = same && render(blockFrames, true, true) == both;
    report.promise(same, "the samples are the same bits for blocks of 16, 32, 64, 96, 480 and 3200 frames");
}

void measure(examples::WalkReport& report) {
    constexpr int rounds = 401; // short ones, so that most are not interrupted
    constexpr int blocks = 50;
    Stage whole(64);
    Stage bare(64, false);
    std::vector<double> withNodes;
    std::vector<double> without;
    for (int round = 0; round < rounds; ++round) {
        withNodes.push_back(whole.blockNanoseconds(blocks));
        without.push_back(bare.blockNanoseconds(blocks));
    }
    report.figure("a block of 64 frames through a graph without nodes", examples::median(without), "ns");
    report.figure("a block of 64 frames with oscillator, filter, function and pan", examples::median(withNodes),
                  "ns");
    report.figure("the same, of what the block lasts", examples::median(withNodes) * 1e-9 * rate / 64 * 100,
                  "%");
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("audio block");
    check(report);
    measure(report);
    return report.finish(count, arguments);
}
