// SPDX-License-Identifier: MIT
//
// The walk of a meter reading: dsp measures, the meter node leaves a latest value, whoever wants to show it
// reads. A tone plays on the virtual device for half a second while this thread reads as an interface would.
// Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <chrono>
#include <cmath>
#include <rondo/device/offline/offline_device.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/meter_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/runtime/engine.h>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;

namespace {

constexpr double rate = 48000;
constexpr float level = -12; // dB
constexpr std::int64_t length = 24000;

/// A tone of -12 dB and, if wanted, a meter on it.
struct Stage {
    Stage(std::unique_ptr<device::AudioDevice> device, bool withMeter) : engine(std::move(device)) {
        auto edit = engine.graph().edit();
        const auto tone = edit.add(
            std::make_unique<nodes::OscillatorNode>(nodes::OscillatorOptions{.level = {level}}), "tone");
        edit.connect(tone, 0, engine.master(), 0);
        if (withMeter) {
            // [meter]
            auto [node, end] = nodes::makeMeter(1);
            reader = std::move(end); // belongs to whoever shows it
            edit.connect(tone, 0, edit.add(std::move(node), "meter"), 0);
            // [/meter]
        }
        examples::orExit(edit.commit());
        examples::orExit(engine.start());
    }
    runtime::Engine engine;
    concurrency::LatestValueReader<nodes::MeterReading> reader;
};

void readWhilePlaying(examples::WalkReport& report) {
    Stage stage(
        examples::orExit(device::VirtualDevice::open({.rate = rate, .blockFrames = 64, .outputChannels = 1})),
        true);
    bool whole = true;
    bool forwards = true;
    int readings = 0;
    nodes::MeterReading shown;
    std::int64_t oldest = 0;
    while (shown.streamFrame < length && !stage.engine.lost()) {
        const auto played = stage.engine.position();
        // [read]
        // A timer of the interface: never waits, and never makes the audio thread wait.
        const nodes::MeterReading& reading = stage.reader.read();
        const float decibels = 20 * std::log10(std::max(reading.peak[0], 1e-7F));
        // [/read]
        whole =
            whole && reading.width <= 1 && reading.peak[0] <= reading.highest[0] && decibels < level + 0.01F;
        forwards = forwards && reading.streamFrame >= shown.streamFrame;
        oldest = std::max(oldest, played - reading.streamFrame);
        shown = reading;
        ++readings;
        std::this_thread::sleep_for(16ms);
    }
    stage.engine.stop();
    const auto peak = 20 * std::log10(shown.highest[0]);
    const auto rms = 20 * std::log10(shown.rms[0]);
    report.promise(std::abs(peak - level) < 0.01F, "the highest peak is the tone's, -12 dB");
    report.promise(std::abs(rms - (level - 3.01F)) < 1, "its RMS is 3 dB below");
    report.promise(whole, "each reading is whole");
    report.promise(forwards, "no reading is older than the one before");
    report.figure("readings of half a second, one each 16 ms", readings, "readings");
    report.figure("what had been played and was not in a reading, at most", static_cast<double>(oldest),
                  "frames");
}

void measure(examples::WalkReport& report) {
    constexpr int rounds = 2001;
    constexpr int readingsInRound = 16;
    const auto open = [] {
        return examples::orExit(
            device::OfflineDevice::open({.rate = rate, .blockFrames = 64, .outputChannels = 1}));
    };
    auto meteredDevice = open();
    auto bareDevice = open();
    auto& metered = *meteredDevice;
    auto& bare = *bareDevice;
    Stage withMeter(std::move(meteredDevice), true);
    const Stage without(std::move(bareDevice), false);
    std::vector<double> reading, with, plain;
    double sum = 0;
    for (int round = 0; round < rounds; ++round) {
        with.push_back(examples::nanosecondsOf([&] { examples::orExit(metered.run(64)); }));
        plain.push_back(examples::nanosecondsOf([&] { examples::orExit(bare.run(64)); }));
        reading.push_back(examples::nanosecondsOf([&] {
                              for (int index = 0; index < readingsInRound; ++index)
                                  sum += static_cast<double>(withMeter.reader.read().peak[0]);
                          }) /
                          readingsInRound);
    }
    report.promise(sum > 0, "a reader that looks more often than blocks come reads the same again");
    report.figure("to read", examples::median(reading), "ns");
    report.figure("to measure and leave a block of 64 frames, on the audio thread",
                  examples::median(with) - examples::median(plain), "ns");
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("meter reading");
    readWhilePlaying(report);
    measure(report);
    return report.finish(count, arguments);
}
