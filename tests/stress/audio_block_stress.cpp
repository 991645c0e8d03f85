// SPDX-License-Identifier: MIT
//
// The walk of an audio block under stress: a device's thread calls back in blocks of random lengths, with and
// without pauses and ends, while others submit and post closures. Nothing may be inside the executor beside a
// block, every frame of the graph must come out once and in order, every closure must run once or be answered.
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>
#include <rondo/device/offline/offline_device.h>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>
#include <support/stress.h>
#include <thread>
#include <utility>

using namespace rondo;
using test::ConstantNode;
using test::CounterNode;
using test::Crew;
using test::Stress;

namespace {

/// Belongs to the audio thread. TSan sees it when a block and a closure, or two of either, overlap.
struct AudioState {
    std::uint64_t blocks = 0;
    std::uint64_t closures = 0;
    bool inBlock = false;
    std::uint64_t closuresInBlocks = 0;

    void runClosure() noexcept {
        ++closures;
        closuresInBlocks += inBlock ? 1U : 0U;
    }
};

class Sound final : public device::AudioCallback {
public:
    Sound(concurrency::Executor& executor, graph::GraphProcessor& processor, AudioState& state, bool realtime)
        : processor_(processor), state_(state), driver_(executor.adopt({.realtime = realtime})) {}
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime&) noexcept override {
        const auto block = driver_.enter();
        if (!block) { // nothing of the graph is played, so the next block goes on where the last one ended
            output.clear();
            ++refused;
            return;
        }
        state_.inBlock = true;
        const concurrency::RealtimeScope watched;
        processor_.process(input, output, frames);
        check(output.channel(0));
        frames += output.frameCount();
        ++state_.blocks;
        state_.inBlock = false;
    }
    void streamLost(const base::Error&) noexcept override {}

    std::int64_t frames = 0; ///< of the graph
    std::uint64_t refused = 0;
    std::uint64_t wrong = 0; ///< samples

private:
    void check(std::span<const float> samples) noexcept {
        std::int64_t frame = frames;
        for (const float sample : samples)
            wrong += sample != static_cast<float>(frame++ % CounterNode::turn) ? 1U : 0U;
    }
    graph::GraphProcessor& processor_;
    AudioState& state_;
    concurrency::Driver driver_;
};

struct Callers {
    std::atomic<std::uint64_t> answered{0}, posted{0}, wrong{0};
    std::atomic<bool> over{false};

    // Both until they are told to stop; the executor is not closed meanwhile, so nothing else may stop them.
    void submit(concurrency::Executor& executor, AudioState& state) {
        while (!over.load()) {
            std::uint64_t before = 0;
            const auto after = executor.submit([&] {
                before = state.closures;
                state.runClosure();
                return state.closures;
            });
            wrong += after == before + 1 ? 0U : 1U;
            ++answered;
        }
    }
    void post(concurrency::Executor& executor, AudioState& state) {
        while (!over.load()) {
            if (executor.post([&state] { state.runClosure(); }))
                ++posted;
            else
                std::this_thread::yield(); // full
        }
    }
};

/// Starts and stops a device of a random block length a few times, and leaves the executor alone in between.
void playAtRandom(concurrency::Executor& executor, graph::Graph& graph, AudioState& state,
                  Stress::Random& random) {
    std::int64_t frames = 0;
    for (auto streams = 1 + random() % 3; streams > 0; --streams) {
        auto device = device::OfflineDevice::open(
            {.blockFrames = static_cast<std::uint32_t>(16 + random() % 500), .outputChannels = 1});
        REQUIRE(device);
        Sound sound(executor, graph.processor, state, random() % 2 == 0);
        sound.frames = frames;
        REQUIRE((*device)->start(sound));
        std::int64_t asked = 0;
        for (auto runs = 1 + random() % 20; runs > 0; --runs) {
            const auto length = static_cast<std::int64_t>(1 + random() % 3000); // the last block is shorter
            REQUIRE((*device)->run(length) == length);
            asked += length;
            if (random() % 8 == 0)
                executor.submit([] {}); // the driver is silent now: somebody must run this all the same
        }
        (*device)->stop();
        CHECK(sound.wrong == 0);
        CHECK((sound.refused == 0 ? sound.frames - frames == asked : sound.frames - frames < asked));
        frames = sound.frames;
    }
}

void playWhileOthersCall(std::uint32_t workers) {
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        AudioState state;
        Callers callers;
        concurrency::Executor executor({.postCapacity = static_cast<std::uint32_t>(1 + random() % 32)});
        auto graph = graph::makeGraph({.maximumFrames = static_cast<std::uint32_t>(1 + random() % 600),
                                       .outputChannels = 1,
                                       .workers = workers,
                                       .workerUse = graph::WorkerUse::always},
                                      executor.reclaimer());
        auto edit = graph.control.edit();
        edit.connectToOutput(edit.add(std::make_unique<CounterNode>(), "counter"));
        for (int node = 0; node < 3; ++node) // something to share with the workers, which nobody hears
            edit.add(std::make_unique<ConstantNode>(1.0F), "constant");
        REQUIRE(edit.commit());
        Crew crew;
        crew.add(2, [&](int) { callers.submit(executor, state); });
        crew.add([&] { callers.post(executor, state); });
        crew.start();
        playAtRandom(executor, graph, state, random);
        callers.over = true;
        crew.join();
        executor.submit([] {}); // after all that was posted
        CHECK(callers.wrong == 0);
        CHECK(state.closuresInBlocks == 0);
        CHECK(state.blocks > 0);
        CHECK(state.closures == callers.answered + callers.posted);
    }
}

} // namespace

TEST_CASE(
    "audio block: closures run between blocks, once, and the graph comes out frame by frame, whatever the "
    "device does") {
    playWhileOthersCall(0);
}

TEST_CASE("audio block: the same while two workers help to play") { playWhileOthersCall(2); }
