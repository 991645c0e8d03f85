// SPDX-License-Identifier: MIT
//
// The walk of a meter reading under stress: meters of several widths measure a signal that names its own frame,
// and readers take readings in every way there is, sleeping or not, until the meter's node is removed. Each
// reading must be of one instant, none may be older than the one before, the last one must arrive.
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/callback_scope.h>
#include <rondo/concurrency/wait_any.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/meter_node.h>
#include <support/graph_probes.h>
#include <support/stress.h>
#include <thread>
#include <utility>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using nodes::MeterReading;
using test::CounterNode;
using test::Crew;
using test::Stress;

namespace {

using Reader = concurrency::LatestValueReader<MeterReading>;

struct Tally {
    std::atomic<std::uint64_t> readings{0}, torn{0}, older{0};
};

/// A counter of that width has the largest sample `frame - 1 + channel` in the frames before `frame`.
bool isWhole(const MeterReading& reading, std::uint32_t width) {
    if (reading.streamFrame == 0)
        return true; // nothing has been measured
    if (reading.width != width)
        return false;
    for (std::uint32_t channel = 0; channel < width; ++channel) {
        const auto largest = static_cast<float>(reading.streamFrame - 1 + channel);
        if (reading.highest[channel] != largest || reading.peak[channel] != largest)
            return false;
    }
    return true;
}

/// Returns: the frame of the last reading, when the meter is gone and nothing new will come.
std::int64_t readUntilClosed(Reader reader, std::uint32_t width, Tally& tally, Stress::Random random) {
    MeterReading reading;
    std::int64_t last = 0;
    for (bool closed = false; !closed;) {
        ChannelResult result = ChannelResult::done;
        switch (random() % 4) {
        case 0:
            closed = reader.closed(); // looked at first: what was written before that is read now
            reading = reader.read();
            break;
        case 1:
            result = reader.tryReadNew(reading);
            break;
        case 2:
            result = reader.readNew(reading, Deadline::in(std::chrono::microseconds(random() % 300)));
            break;
        default:
            static_cast<void>(concurrency::waitAny(Deadline::in(std::chrono::microseconds(random() % 300)),
                                                   reader.readable()));
            result = reader.tryReadNew(reading);
        }
        closed = closed || result == ChannelResult::closed;
        if (!result) {
            std::this_thread::yield();
            continue;
        }
        if (random() % 16 == 0)
            reader = Reader(std::move(reader));
        ++tally.readings;
        tally.torn += isWhole(reading, width) ? 0U : 1U;
        tally.older += reading.streamFrame < last ? 1U : 0U;
        last = reading.streamFrame;
    }
    return last;
}

void play(graph::GraphProcessor& processor, std::atomic<bool>& over, std::atomic<std::int64_t>& played,
          Stress::Random random) {
    audio::AudioBuffer output(1, 300);
    std::int64_t frame = 0;
    while (!over.load()) {
        // Below the counter's turn everything is exact as a float and the largest sample is the newest.
        if (frame > CounterNode::turn - 1000) {
            std::this_thread::yield();
            continue;
        }
        const auto frames = static_cast<std::uint32_t>(1 + random() % 300);
        {
            const concurrency::CallbackScope callback("player");
            const concurrency::RealtimeScope watched;
            processor.process({}, output.block().frames(0, frames), frame);
        }
        frame += frames;
        played.store(frame);
        if (random() % 2 == 0)
            std::this_thread::yield();
    }
}

void readWhilePlaying(Stress& stress, std::uint32_t workers, Tally& tally) {
    auto random = stress.random();
    auto graph =
        graph::makeGraph({.outputChannels = 1, .workers = workers, .workerUse = graph::WorkerUse::always},
                         std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    Crew crew;
    std::atomic<bool> over{false};
    std::atomic<std::int64_t> played{0};
    std::atomic<int> unfinished{0};
    for (auto meters = 1 + random() % 3; meters > 0; --meters) {
        const auto width = static_cast<std::uint32_t>(1 + random() % 8);
        auto [node, reader] = nodes::makeMeter(width);
        const auto counter = edit.add(std::make_unique<CounterNode>(width), "counter");
        edit.connect(counter, 0, edit.add(std::move(node), "meter"), 0);
        const auto end = std::make_shared<Reader>(std::move(reader));
        crew.add([&, end, width, numbers = stress.random()] {
            unfinished += readUntilClosed(std::move(*end), width, tally, numbers) == played.load() ? 0 : 1;
        });
    }
    REQUIRE(edit.commit());
    crew.start();
    Crew player;
    player.add([&, numbers = stress.random()] { play(graph.processor, over, played, numbers); });
    player.start();
    const auto length = static_cast<std::int64_t>(random() % 200'000);
    while (played.load() < length)
        std::this_thread::yield();
    over = true;
    player.join();
    graph = graph::makeGraph({}, std::make_shared<concurrency::Reclaimer>()); // the meters die
    crew.join();
    CHECK(unfinished == 0);
}

} // namespace

TEST_CASE(
    "meter reading: each is of one instant, none is older than the one before, and the last one arrives") {
    Stress stress;
    Tally tally;
    std::uint32_t workers = 0;
    while (stress.goesOn()) {
        readWhilePlaying(stress, workers, tally);
        workers = 2 - workers;
    }
    MESSAGE(tally.readings.load(), " readings");
    CHECK(tally.readings > 0);
    CHECK(tally.torn == 0);
    CHECK(tally.older == 0);
}
