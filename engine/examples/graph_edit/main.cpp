// SPDX-License-Identifier: MIT
//
// The walk of a graph edit: the control thread compiles and publishes, the audio thread adopts at a block's
// edge and fades over, the old schedule comes back and dies off the audio thread. A graph plays on the virtual
// device and is edited a hundred times meanwhile. Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <optional>
#include <rondo/audio/audio_buffer.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/graph/graph_control.h>
#include <rondo/graph/graph_processor.h>
#include <rondo/graph/trace_writer.h>
#include <rondo/nodes/function_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <span>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;

namespace {

constexpr int edits = 100;

class Player final : public device::AudioCallback {
public:
    explicit Player(graph::GraphProcessor processor) : processor_(std::move(processor)) {}
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        processor_.process(input, output, time.frame);
        frames += output.frameCount();
    }
    void streamLost(const base::Error&) noexcept override {}
    std::size_t frames = 0; ///< made; to be read when the device has stopped

private:
    graph::GraphProcessor processor_;
};

/// Keeps the first ten seconds of what passes by.
class Tape {
public:
    Tape() : samples_(480000) {}
    void keep(std::span<const float> block) noexcept {
        const auto count = std::min(block.size(), samples_.size() - kept_);
        std::ranges::copy(block.first(count), samples_.begin() + static_cast<std::ptrdiff_t>(kept_));
        kept_ += count;
    }
    std::span<const float> samples() const { return std::span(samples_).first(kept_); }

private:
    std::vector<float> samples_;
    std::size_t kept_ = 0;
};

struct Listener final : device::VirtualWorld {
    void play(audio::ConstAudioBlock output, std::int64_t) noexcept override { tape.keep(output.channel(0)); }
    Tape tape;
};

/// Where the nodes died that were removed.
struct Deaths {
    std::atomic<std::thread::id> audioThread;
    std::atomic<int> onAudioThread{0};
    std::atomic<int> elsewhere{0};
};

/// Lives in a node and tells where that dies.
struct Mourner {
    explicit Mourner(Deaths& counts) : deaths(&counts) {}
    Mourner(Mourner&& other) noexcept : deaths(std::exchange(other.deaths, nullptr)) {}
    ~Mourner() {
        if (deaths != nullptr)
            ++(std::this_thread::get_id() == deaths->audioThread ? deaths->onAudioThread : deaths->elsewhere);
    }
    void operator()(const graph::ProcessContext& context) noexcept {
        deaths->audioThread = std::this_thread::get_id();
        for (std::uint32_t channel = 0; channel < 2; ++channel) {
            const auto from = context.input().channel(channel);
            const auto to = context.output().channel(channel);
            for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
                to[frame] = 0.5F * from[frame];
        }
    }
    Deaths* deaths;
};

float largestSecondDifference(std::span<const float> samples) {
    float largest = 0;
    for (std::size_t frame = 2; frame < samples.size(); ++frame)
        largest = std::max(largest, std::abs(samples[frame] - 2 * samples[frame - 1] + samples[frame - 2]));
    return largest;
}

/// Returns: the oscillator as it is without any edits.
std::vector<float> toneAlone(std::size_t frames) {
    auto [control, processor] =
        graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = control.edit();
    edit.connectToOutput(edit.add(std::make_unique<nodes::OscillatorNode>(), "tone"));
    examples::orExit(edit.commit());
    audio::AudioBuffer output(1, static_cast<std::uint32_t>(frames));
    processor.process({}, output.block(), 0);
    const auto samples = output.block().channel(0);
    return {samples.begin(), samples.end()};
}

void saveMisses(graph::GraphControl& control) {
    // [misses]
    if (const auto report = control.collectMisses()) {
        std::puts(report->misses.back().text().c_str());
        saveTrace(
            "miss.json", report->snapshot, [&](graph::NodeId node) { return control.timesOf(node); },
            report->misses);
    }
    // [/misses]
}

struct Walk {
    std::vector<double> published; ///< nanoseconds of a commit
    std::vector<double> heard;     ///< from the commit's begin until the audio thread has it
    bool inOrder = true;
    std::int64_t lastFrame = 0;
};

/// Returns: the frame at which it is first played; waits for that, ten seconds at most.
std::optional<std::int64_t> awaitAdoption(graph::GraphControl& control, graph::Publication publication) {
    // [adopted]
    auto frame = control.adoptedAt(publication); // at which frame the edit took effect, once it has
    // [/adopted]
    for (int tries = 0; !frame && tries < 100000; ++tries) {
        std::this_thread::sleep_for(100us);
        frame = control.adoptedAt(publication);
    }
    return frame;
}

void publish(graph::GraphControl& control, graph::GraphEdit& edit, Walk& walk) {
    const auto start = base::monotonicNanoseconds();
    const auto publication = examples::orExit(edit.commit());
    walk.published.push_back(static_cast<double>(base::monotonicNanoseconds() - start));
    const auto frame = awaitAdoption(control, publication);
    walk.heard.push_back(static_cast<double>(base::monotonicNanoseconds() - start));
    walk.inOrder = walk.inOrder && frame && *frame > walk.lastFrame;
    walk.lastFrame = frame.value_or(walk.lastFrame);
}

/// A node that halves the sound goes in between pan and output, and out again, many times.
void editWhilePlaying(graph::GraphControl& control, graph::NodeId pan, Walk& walk, Deaths& deaths) {
    auto edit = control.edit();
    for (int turn = 0; turn < edits / 2; ++turn) {
        const auto half = edit.add(
            nodes::makeFunctionNode({.inputs = {{"input", 2}}, .outputs = {{"output", 2}}, .parameters = {}},
                                    Mourner(deaths)),
            "half");
        edit.disconnect(pan, 0, graph::graphOutput, 0);
        edit.connect(pan, 0, half, 0);
        edit.connectToOutput(half);
        publish(control, edit, walk);
        edit.remove(half);
        edit.connectToOutput(pan);
        publish(control, edit, walk);
    }
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("graph edit");
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
    examples::orExit(publication);
    // A path that no edit touches.
    Tape untouched;
    edit.connect(tone, 0,
                 edit.add(nodes::makeFunctionNode({.inputs = {{"input", 1}}, .outputs = {}, .parameters = {}},
                                                  [&](const graph::ProcessContext& context) noexcept {
                                                      untouched.keep(context.input().channel(0));
                                                  }),
                          "tape"),
                 0);
    const auto whole = examples::orExit(edit.commit());

    const auto listener = std::make_shared<Listener>();
    auto device = examples::orExit(
        device::VirtualDevice::open({.rate = 48000, .blockFrames = 64, .outputChannels = 2},
                                    {.clock = nullptr, .world = listener, .loopback = false, .notice = {}}));
    Player player(std::move(processor));
    examples::orExit(device->start(player));
    Walk walk;
    walk.inOrder = awaitAdoption(control, whole) == 0;
    Deaths deaths;
    editWhilePlaying(control, pan, walk, deaths);
    saveMisses(control);
    device->stop();

    report.promise(walk.inOrder, "each edit was adopted at a frame of its own, in order");
    const auto alone = toneAlone(untouched.samples().size());
    report.promise(!alone.empty() && std::ranges::equal(untouched.samples(), alone),
                   "a path that no edit touched is bit-equal to one without edits");
    const auto bound = 1.25F * largestSecondDifference(alone);
    // The device may end with a block of silence of its own.
    const auto heard = listener->tape.samples().first(std::min(player.frames, listener->tape.samples().size()));
    report.promise(largestSecondDifference(heard) < bound,
                   "the edited path bends no more than a faded tone does: no click");
    report.promise(deaths.onAudioThread == 0 && deaths.elsewhere >= edits / 2 - 1,
                   "what was removed died off the audio thread");
    report.figure("to compile and publish an edit", examples::median(walk.published) * 1e-3, "us");
    report.figure("from an edit's begin until it is played (blocks of 1.3 ms, the fade before ends first)",
                  examples::median(walk.heard) * 1e-6, "ms");
    return report.finish(count, arguments);
}
