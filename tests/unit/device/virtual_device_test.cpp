// SPDX-License-Identifier: MIT
#include "recording_callback.h"
#include "simulated_clock.h"

#include <doctest/doctest.h>
#include <future>
#include <rondo/device/virtual/virtual_device.h>

using rondo::device::StreamRequest;
using rondo::device::VirtualDevice;
using rondo::device::VirtualSurroundings;
using rondo::test::RecordingCallback;
using rondo::test::sampleAt;
using rondo::test::SimulatedClock;

namespace {

StreamRequest requestOf(double rate, std::uint32_t block, std::uint32_t inputs = 0) {
    StreamRequest request;
    request.rate = rate;
    request.blockFrames = block;
    request.inputChannels = inputs;
    return request;
}

/// Runs a device on a simulated clock until `blocks` blocks have been played, then stops it.
struct Run {
    explicit Run(const StreamRequest& request, int blocks, bool loopback = false) : wanted(blocks) {
        VirtualSurroundings surroundings;
        surroundings.clock = clock;
        surroundings.loopback = loopback;
        device = std::move(*VirtualDevice::open(request, surroundings));
        callback.during = [this](const rondo::device::BlockTime& time) {
            if (work)
                work(seen, time);
            if (++seen == wanted)
                enough.set_value();
        };
    }
    void play() {
        REQUIRE(device->start(callback));
        enough.get_future().wait();
        device->stop();
    }
    std::shared_ptr<SimulatedClock> clock = std::make_shared<SimulatedClock>();
    RecordingCallback callback;
    std::unique_ptr<VirtualDevice> device;
    std::function<void(int, const rondo::device::BlockTime&)> work;
    int wanted;
    int seen = 0;
    std::promise<void> enough;
};

} // namespace

TEST_CASE("a virtual device calls each block at its due time, at any rate and block") {
    for (const double rate : {8000.0, 44100.0, 48000.0, 192000.0})
        for (const std::uint32_t block : {16U, 63U, 256U, 4096U}) {
            Run run(requestOf(rate, block), 200);
            run.play();
            const auto& times = run.callback.times;
            for (std::size_t index = 0; index < 200; ++index) {
                CHECK(run.callback.frames[index] == block);
                CHECK(times[index].frame == static_cast<std::int64_t>(index * block));
                CHECK_FALSE(times[index].xrun);
                const auto exact = static_cast<double>(index * block) * 1e9 / rate;
                CHECK(std::abs(static_cast<double>(times[index].nanoseconds - times[0].nanoseconds) - exact) <=
                      1);
            }
            CHECK(run.device->statistics().underruns == 0);
            CHECK(run.device->statistics().lateOurs == 0);
            CHECK(run.device->statistics().lateTheirs == 0);
        }
}

TEST_CASE(
    "an overloaded virtual device counts our late blocks, and an underrun once it is more than four behind") {
    Run run(requestOf(48000, 48), 100);
    run.work = [&](int block, const auto&) {
        run.clock->work(block == 10 ? 900'000 : block == 50 ? 6'500'000 : 1000);
    };
    run.play();
    const auto statistics = run.device->statistics();
    CHECK(statistics.lateOurs == 2);
    CHECK(statistics.lateTheirs == 0);
    CHECK(statistics.underruns == 1);
    CHECK(statistics.overruns == 0);
    for (std::size_t block = 0; block < 100; ++block)
        CHECK(run.callback.times[block].xrun == (block == 51));
    CHECK(run.callback.times[51].frame == 51 * 48);
    CHECK(run.callback.times[52].nanoseconds - run.callback.times[51].nanoseconds == 1'000'000);
}

TEST_CASE("a block during which the system took the processor away is not ours") {
    Run run(requestOf(48000, 48), 100);
    run.work = [&](int block, const auto&) {
        run.clock->work(1000);
        if (block == 50)
            run.clock->stall(900'000);
    };
    SUBCASE("when the thread's time is known") {
        run.play();
        CHECK(run.device->statistics().lateOurs == 0);
        CHECK(run.device->statistics().lateTheirs == 1);
    }
    SUBCASE("unless the thread's time is not known") {
        run.clock->forgetThread();
        run.play();
        CHECK(run.device->statistics().lateOurs == 1);
        CHECK(run.device->statistics().lateTheirs == 0);
    }
}

TEST_CASE("a virtual device with loopback hears in each block what the block before played") {
    Run run(requestOf(48000, 64, 2), 50, true);
    int block = 0;
    bool same = true;
    run.callback.heard = [&](rondo::audio::ConstAudioBlock input) {
        for (std::uint32_t channel = 0; channel < 2; ++channel)
            for (int frame = 0; frame < 64; ++frame)
                same = same && input.channel(channel)[static_cast<std::size_t>(frame)] ==
                                   (block == 0 ? 0.0F : sampleAt((block - 1) * 64 + frame, channel));
        ++block;
    };
    run.play();
    CHECK(same);
}

TEST_CASE("a virtual device plays into a world and records from it") {
    struct World final : rondo::device::VirtualWorld {
        void record(rondo::audio::AudioBlock input, std::int64_t frame) noexcept override {
            for (std::uint32_t index = 0; index < input.frameCount(); ++index)
                input.channel(0)[index] = sampleAt(frame + index, 5);
        }
        void play(rondo::audio::ConstAudioBlock output, std::int64_t frame) noexcept override {
            for (std::uint32_t index = 0; index < output.frameCount(); ++index)
                good = good && (stopped || output.channel(1)[index] == sampleAt(frame + index, 1));
            blocks += 1;
        }
        std::atomic<bool> good{true};
        std::atomic<bool> stopped{false};
        std::atomic<int> blocks{0};
    };
    const auto world = std::make_shared<World>();
    VirtualSurroundings surroundings;
    surroundings.clock = std::make_shared<SimulatedClock>();
    surroundings.world = world;
    auto device = std::move(*VirtualDevice::open(requestOf(48000, 32, 1), surroundings));
    RecordingCallback callback;
    std::atomic<bool> heardRight{true};
    std::int64_t position = 0;
    std::promise<void> enough;
    callback.heard = [&](rondo::audio::ConstAudioBlock input) {
        for (std::uint32_t index = 0; index < 32; ++index)
            heardRight = heardRight && input.channel(0)[index] == sampleAt(position + index, 5);
        position += 32;
        if (position == 32 * 20) {
            world->stopped = true;
            enough.set_value();
        }
    };
    REQUIRE(device->start(callback));
    enough.get_future().wait();
    device->stop();
    CHECK(heardRight);
    CHECK(world->good);
    CHECK(world->blocks >= 20);
}

TEST_CASE("a virtual device starts again after a stop, from frame zero, and refuses a second start") {
    Run run(requestOf(48000, 64), 5);
    run.play();
    run.seen = 0;
    run.enough = {};
    run.callback.times.clear();
    REQUIRE(run.device->start(run.callback));
    const auto second = run.device->start(run.callback);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == rondo::base::ErrorCode::refused);
    run.enough.get_future().wait();
    run.device->stop();
    run.device->stop();
    CHECK(run.callback.times[0].frame == 0);
    CHECK(run.callback.losses.empty());
}

TEST_CASE("a stop from inside the virtual device's callback waits for nothing, and that block is the last") {
    Run run(requestOf(48000, 64), 1);
    run.work = [&run](auto&&...) { run.device->stop(); };
    run.play();
    CHECK(run.callback.times.size() == 1);
    run.work = nullptr;
    REQUIRE(run.device->start(run.callback));
    run.device->stop();
}
