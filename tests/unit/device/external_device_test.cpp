// SPDX-License-Identifier: MIT
#include "recording_callback.h"

#include <doctest/doctest.h>
#include <rondo/device/external/external_device.h>

using rondo::audio::AudioBuffer;
using rondo::device::ExternalDevice;
using rondo::device::StreamRequest;
using rondo::test::RecordingCallback;
using rondo::test::sampleAt;

namespace {

std::unique_ptr<ExternalDevice> deviceOf(std::uint32_t maximum, std::uint32_t inputs = 0,
                                         std::uint32_t outputs = 2) {
    StreamRequest request;
    request.rate = 48000;
    request.blockFrames = maximum;
    request.inputChannels = inputs;
    request.outputChannels = outputs;
    return std::move(*ExternalDevice::open(request));
}

void fill(AudioBuffer& buffer, float value) {
    for (std::uint32_t channel = 0; channel < buffer.channelCount(); ++channel)
        std::ranges::fill(buffer.block().channel(channel), value);
}

bool isSilent(rondo::audio::ConstAudioBlock block) {
    for (std::uint32_t channel = 0; channel < block.channelCount(); ++channel)
        for (const float sample : block.channel(channel))
            if (sample != 0)
                return false;
    return true;
}

} // namespace

TEST_CASE("an external device hands on any number of frames in pieces up to its maximum") {
    const auto device = deviceOf(64);
    RecordingCallback callback;
    REQUIRE(device->start(callback));
    std::int64_t position = 0;
    for (const std::uint32_t frames : {1U, 63U, 64U, 65U, 1001U, 4096U}) {
        AudioBuffer buffer(2, frames);
        device->process({}, buffer.block());
        bool same = true;
        for (std::uint32_t frame = 0; frame < frames; ++frame)
            same = same && buffer.block().channel(1)[frame] == sampleAt(position + frame, 1);
        CHECK(same);
        position += frames;
    }
    CHECK(device->statistics().frames == static_cast<std::uint64_t>(position));
    for (const std::uint32_t frames : callback.frames)
        CHECK(frames <= 64);
}

TEST_CASE("a stopped external device plays silence") {
    const auto device = deviceOf(64);
    AudioBuffer buffer(2, 128);
    fill(buffer, 1);
    device->process({}, buffer.block());
    CHECK(isSilent(buffer.block()));
    RecordingCallback callback;
    REQUIRE(device->start(callback));
    device->process({}, buffer.block());
    CHECK_FALSE(isSilent(buffer.block()));
    device->stop();
    device->process({}, buffer.block());
    CHECK(isSilent(buffer.block()));
    CHECK(callback.times.size() == 2);
}

TEST_CASE("channels that only one side of an external device has are silent or dropped") {
    const auto device = deviceOf(64, 2, 2);
    RecordingCallback callback;
    bool firstHeard = false;
    bool secondSilent = false;
    callback.heard = [&](rondo::audio::ConstAudioBlock input) {
        REQUIRE(input.channelCount() == 2);
        firstHeard = input.channel(0)[7] == 0.5F;
        secondSilent = input.channel(1)[7] == 0.0F;
    };
    REQUIRE(device->start(callback));
    AudioBuffer input(1, 64);
    AudioBuffer output(3, 64);
    fill(input, 0.5F);
    fill(output, 1);
    device->process(input.block(), output.block());
    CHECK(firstHeard);
    CHECK(secondSilent);
    CHECK(output.block().channel(1)[5] == sampleAt(5, 1));
    CHECK(isSilent(output.block().channels(2, 1)));

    AudioBuffer narrow(1, 64);
    device->process({}, narrow.block());
    CHECK(narrow.block().channel(0)[3] == sampleAt(64 + 3, 0));
}

TEST_CASE("an input shorter than the output of an external device counts as no input") {
    const auto device = deviceOf(64, 1, 1);
    RecordingCallback callback;
    bool silent = true;
    callback.heard = [&](rondo::audio::ConstAudioBlock input) { silent = silent && isSilent(input); };
    REQUIRE(device->start(callback));
    AudioBuffer input(1, 32);
    AudioBuffer output(1, 100);
    fill(input, 1);
    device->process(input.block(), output.block());
    CHECK(silent);
    CHECK(callback.inputFrames == 36);
}

TEST_CASE("an external device that is lost says so once and plays silence") {
    const auto device = deviceOf(64);
    RecordingCallback callback;
    REQUIRE(device->start(callback));
    device->lose({rondo::base::ErrorCode::lost, "The host has gone."});
    device->lose({rondo::base::ErrorCode::lost, "The host has gone."});
    REQUIRE(callback.losses.size() == 1);
    CHECK(callback.losses[0].text == "The host has gone.");
    AudioBuffer buffer(2, 64);
    fill(buffer, 1);
    device->process({}, buffer.block());
    CHECK(isSilent(buffer.block()));
}

TEST_CASE("an external device needs its caller's rate") {
    const auto device = ExternalDevice::open({});
    REQUIRE_FALSE(device);
    CHECK(device.error().code == rondo::base::ErrorCode::invalidArgument);
}
