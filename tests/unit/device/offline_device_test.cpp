// SPDX-License-Identifier: MIT
#include "recording_callback.h"

#include <doctest/doctest.h>
#include <rondo/device/offline/offline_device.h>

using rondo::device::OfflineDevice;
using rondo::device::StreamRequest;
using rondo::test::RecordingCallback;
using rondo::test::sampleAt;

namespace {

std::unique_ptr<OfflineDevice> deviceOf(std::uint32_t block, std::uint32_t inputs = 0) {
    StreamRequest request;
    request.blockFrames = block;
    request.inputChannels = inputs;
    return std::move(*OfflineDevice::open(request));
}

} // namespace

TEST_CASE("an offline run plays exactly the frames asked for, whatever the block") {
    for (const std::uint32_t block : {16U, 100U, 1024U, 4096U})
        for (const std::int64_t frames : {0, 1, 15, 4096, 10'000}) {
            const auto device = deviceOf(block);
            RecordingCallback callback;
            REQUIRE(device->start(callback));
            std::vector<float> played;
            const auto done = device->run(frames, [&](rondo::audio::ConstAudioBlock output) {
                const auto channel = output.channel(1);
                played.insert(played.end(), channel.begin(), channel.end());
                return rondo::base::Result<void>{};
            });
            REQUIRE(done);
            CHECK(*done == frames);
            REQUIRE(static_cast<std::int64_t>(played.size()) == frames);
            bool same = true;
            for (std::int64_t frame = 0; frame < frames; ++frame)
                same = same && played[static_cast<std::size_t>(frame)] == sampleAt(frame, 1);
            CHECK(same);
            if (frames % block != 0)
                CHECK(callback.frames.back() == frames % block);
        }
}

TEST_CASE("a second offline run goes on where the first one ended, in the sound's own time") {
    const auto device = deviceOf(64);
    RecordingCallback callback;
    REQUIRE(device->start(callback));
    REQUIRE(device->run(100));
    REQUIRE(device->run(64));
    REQUIRE(callback.times.size() == 3);
    CHECK(callback.times[2].frame == 100);
    CHECK(callback.times[2].nanoseconds == 2'083'333);
    CHECK(device->statistics().frames == 164);
    CHECK(device->statistics().lateOurs == 0);
}

TEST_CASE("a cancelled offline run ends after its block and says how far it came") {
    const auto device = deviceOf(64);
    RecordingCallback callback;
    callback.during = [&](const rondo::device::BlockTime& time) {
        if (time.frame == 640)
            device->cancel();
    };
    REQUIRE(device->start(callback));
    const auto done = device->run(1'000'000);
    REQUIRE(done);
    CHECK(*done == 704);
}

TEST_CASE("a sink that fails ends an offline run with its error") {
    const auto device = deviceOf(64);
    RecordingCallback callback;
    REQUIRE(device->start(callback));
    int blocks = 0;
    const auto done = device->run(1'000'000, [&](rondo::audio::ConstAudioBlock) -> rondo::base::Result<void> {
        if (++blocks == 3)
            return rondo::base::fail(rondo::base::ErrorCode::full, "The disk is full.");
        return {};
    });
    REQUIRE_FALSE(done);
    CHECK(done.error().code == rondo::base::ErrorCode::full);
    CHECK(callback.times.size() == 3);
}

TEST_CASE("an offline run hears its source") {
    const auto device = deviceOf(50, 1);
    RecordingCallback callback;
    bool same = true;
    std::int64_t position = 0;
    callback.heard = [&](rondo::audio::ConstAudioBlock input) {
        for (const float sample : input.channel(0))
            same = same && sample == sampleAt(position++, 3);
    };
    REQUIRE(device->start(callback));
    std::int64_t made = 0;
    REQUIRE(device->run(120, {}, [&](rondo::audio::AudioBlock input) {
        for (float& sample : input.channel(0))
            sample = sampleAt(made++, 3);
    }));
    CHECK(same);
    CHECK(position == 120);
}

TEST_CASE("an offline run before the start is refused") {
    const auto device = deviceOf(64);
    const auto done = device->run(10);
    REQUIRE_FALSE(done);
    CHECK(done.error().code == rondo::base::ErrorCode::refused);
}

TEST_CASE("a stop from inside the callback waits for nothing, and that block is the last") {
    const auto device = deviceOf(16);
    RecordingCallback callback;
    callback.during = [&](const rondo::device::BlockTime&) { device->stop(); };
    REQUIRE(device->start(callback));
    REQUIRE(device->run(64));
    CHECK(callback.times.size() == 1);
}
