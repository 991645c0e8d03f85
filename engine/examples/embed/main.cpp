// SPDX-License-Identifier: MIT
//
// Rondo inside somebody else's program. The program has its own audio callback (here a thread that asks for a
// block every 2.7 ms, as a sound card would); the engine only fills blocks. While it plays, the main thread
// edits the graph, reads a meter and asks the audio thread a question. Exit code 0 when everything came out as
// expected.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <rondo/audio/audio_buffer.h>
#include <rondo/concurrency/executor.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/meter_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <thread>

using namespace rondo;

namespace {

class Synth {
public:
    explicit Synth(double rate) : graph_(graph::makeGraph({.rate = rate}, executor_.reclaimer())) {
        auto meter = nodes::makeMeter(2);
        meterReader_ = std::move(meter.reader);
        auto edit = graph_.control.edit();
        pan_ = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        const auto meterNode = edit.add(std::move(meter.node), "meter");
        edit.connect(pan_, 0, meterNode, 0);
        edit.connectToOutput(pan_);
        edit.commit().value();
    }

    // [callback]
    // Called by the program's audio callback.
    void process(audio::AudioBlock output) noexcept {
        if (auto block = driver_.enter()) {
            graph_.processor.process({}, output, frame_);
            frame_ += output.frameCount();
        } else {
            output.clear();
        }
    }
    // [/callback]

    // [edit]
    // Called by the program's main thread, while `process` goes on.
    graph::NodeId addTone(float frequency, base::Decibels level) {
        auto edit = graph_.control.edit();
        const auto tone = edit.add(std::make_unique<nodes::OscillatorNode>(
                                       nodes::OscillatorOptions{.frequency = frequency, .level = level}),
                                   "tone");
        edit.connect(tone, 0, pan_, 0);
        newest_ = edit.commit().value();
        return tone;
    }
    // [/edit]
    void removeTone(graph::NodeId tone) {
        auto edit = graph_.control.edit();
        edit.remove(tone);
        newest_ = edit.commit().value();
    }
    bool heard() { return graph_.control.adoptedAt(newest_).has_value(); }
    float peak() { return meterReader_.read().peak[0]; }
    std::int64_t position() {
        return executor_.submit([this] { return frame_; }); // runs between two blocks on the audio thread
    }

private:
    concurrency::Executor executor_{{.name = "synth"}};
    graph::Graph graph_;
    graph::NodeId pan_;
    graph::Publication newest_;
    concurrency::LatestValueReader<nodes::MeterReading> meterReader_;
    std::int64_t frame_ = 0; // belongs to the audio thread
    concurrency::Driver driver_ = executor_.adopt();
};

constexpr double rate = 48000;
constexpr std::uint32_t blockFrames = 128;
int failures = 0;

void check(bool holds, const char* sentence) {
    std::printf("%-7s %s\n", holds ? "ok" : "FAILED", sentence);
    failures += holds ? 0 : 1;
}

// Stands for the program's sound card: calls back once a block until told to stop.
void playUntilStopped(Synth& synth, const std::atomic<bool>& stopped, float& loudest) {
    using Clock = std::chrono::steady_clock;
    const auto period = std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * blockFrames / rate));
    audio::AudioBuffer buffer(2, blockFrames);
    for (auto next = Clock::now(); !stopped; next += period) {
        synth.process(buffer.block());
        for (const float sample : buffer.block().channel(0))
            loudest = std::max(loudest, sample);
        std::this_thread::sleep_until(next);
    }
}

// Looks every millisecond, for ten seconds at most.
template <class Condition>
bool within10Seconds(Condition condition) {
    for (int tries = 0; tries < 10000; ++tries) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
}

void editWhilePlaying(Synth& synth) {
    check(synth.peak() == 0.0F, "an empty graph is silent");
    const auto low = synth.addTone(220, {-12});
    check(within10Seconds([&] { return synth.heard(); }), "the first tone was added at a block edge");
    // -12 dB, panned to the middle: 0.2512 * 0.7071 = 0.1776.
    check(within10Seconds([&] { return synth.peak() > 0.17F && synth.peak() < 0.18F; }),
          "the meter reads the tone at -15 dB a side");

    const auto before = synth.position();
    const auto high = synth.addTone(330, {-12});
    check(within10Seconds([&] { return synth.peak() > 0.30F; }), "a second tone makes it louder");
    check(synth.position() > before, "the audio thread answers how far it has played");
    synth.removeTone(low);
    synth.removeTone(high);
    check(within10Seconds([&] { return synth.peak() < 0.05F; }), "without tones the meter falls");
    std::printf("played %lld frames\n", static_cast<long long>(synth.position()));
}

} // namespace

int main() {
    Synth synth(rate);
    std::atomic<bool> stopped = false;
    float loudest = 0;
    std::thread callback([&] { playUntilStopped(synth, stopped, loudest); });
    editWhilePlaying(synth);
    stopped = true;
    callback.join();
    check(loudest > 0.30F && loudest < 0.36F, "the callback heard both tones and nothing louder");
    return failures == 0 ? 0 : 1;
}
