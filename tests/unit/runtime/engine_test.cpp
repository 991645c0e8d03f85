// SPDX-License-Identifier: MIT
#include <rondo/runtime/engine.h>

#include <algorithm>
#include <doctest/doctest.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/device/external/external_device.h>
#include <rondo/device/offline/offline_device.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>

using namespace rondo;
using runtime::Engine;

namespace {

std::unique_ptr<device::OfflineDevice> offline(std::uint32_t blockFrames = 256) {
    device::StreamRequest request;
    request.rate = 48000;
    request.blockFrames = blockFrames;
    return std::move(*device::OfflineDevice::open(request));
}

void addTone(Engine& engine) {
    auto edit = engine.graph().edit();
    nodes::OscillatorOptions tone;
    tone.frequency = 1000;
    tone.level = base::Decibels{-6};
    const auto first = edit.add(std::make_unique<nodes::OscillatorNode>(tone), "tone");
    const auto wide = edit.add(std::make_unique<nodes::PanNode>(), "pan");
    edit.connect(first, 0, wide, 0);
    edit.connect(wide, 0, engine.master(), 0);
    REQUIRE(edit.commit());
}

std::vector<float> play(Engine& engine, device::OfflineDevice& device, std::int64_t frames) {
    std::vector<float> samples;
    REQUIRE(engine.start());
    REQUIRE(device.run(frames, [&](audio::ConstAudioBlock block) -> base::Result<void> {
        for (std::uint32_t frame = 0; frame < block.frameCount(); ++frame)
            for (std::uint32_t channel = 0; channel < block.channelCount(); ++channel)
                samples.push_back(block.channel(channel)[frame]);
        return {};
    }));
    engine.stop();
    return samples;
}

} // namespace

TEST_CASE("What is connected to the master is played and measured") {
    auto device = offline();
    auto& played = *device;
    Engine engine(std::move(device));
    addTone(engine);
    const auto samples = play(engine, played, 48000);
    CHECK(samples.size() == 2 * 48000);
    CHECK(engine.position() == 48000);
    CHECK(engine.levels().width == 2);
    CHECK(engine.levels().highest[0] == doctest::Approx(0.5 * 0.7071).epsilon(0.01));
    CHECK(*std::ranges::max_element(samples) == engine.levels().highest[0]);
    CHECK(engine.blocksRefused() == 0);
}

TEST_CASE("The samples are the same for every block size") {
    std::vector<float> first;
    for (const std::uint32_t frames : {16U, 100U, 1024U}) {
        auto device = offline(frames);
        auto& played = *device;
        Engine engine(std::move(device));
        addTone(engine);
        const auto samples = play(engine, played, 10000);
        if (first.empty())
            first = samples;
        CHECK(samples == first);
    }
}

TEST_CASE("A streamed file comes out bit by bit as it is") {
    const test::TemporaryFolder folder;
    const auto sound = test::sines(200000, 2, 48000);
    test::writeWav(folder / "a.wav", sound, 2, 48000);
    auto device = offline();
    auto& played = *device;
    Engine engine(std::move(device));
    auto stream = engine.files().open({{folder / "a.wav"}, 48000, 2, false});
    REQUIRE(stream);
    auto player = nodes::makeFilePlayer({2, true}, stream->takeReceiver(), stream->takeMarks());
    auto edit = engine.graph().edit();
    edit.connect(edit.add(std::move(player.node), "player"), 0, engine.master(), 0);
    REQUIRE(edit.commit());
    REQUIRE(engine.start());
    std::vector<float> heard;
    while (!player.position.read().ended) {
        stream->waitUntilReady(256 + nodes::FilePlayerNode::fadeFrames);
        REQUIRE(played.run(256, [&](audio::ConstAudioBlock block) -> base::Result<void> {
            for (std::uint32_t frame = 0; frame < block.frameCount(); ++frame)
                heard.insert(heard.end(), {block.channel(0)[frame], block.channel(1)[frame]});
            return {};
        }));
    }
    CHECK(player.position.read().underruns == 0);
    CHECK(player.position.read().played == 200000);
    REQUIRE(heard.size() >= sound.size());
    heard.resize(sound.size());
    CHECK(heard == sound);
}

TEST_CASE("A graph is edited and a closure submitted while somebody else's callback drives the engine") {
    device::StreamRequest request;
    request.rate = 48000;
    request.blockFrames = 64;
    auto device = std::move(*device::ExternalDevice::open(request));
    auto& external = *device;
    Engine engine(std::move(device));
    REQUIRE(engine.start());
    audio::AudioBuffer output(2, 64);
    const auto callback = [&] { external.process({}, output.block()); };
    callback();
    CHECK(engine.levels().highest[0] == 0);
    addTone(engine);
    for (int block = 0; block < 10; ++block)
        callback();
    CHECK(engine.levels().highest[0] > 0.1F);
    bool ran = false;
    REQUIRE(engine.executor().post([&] { ran = engine.executor().tag().isCurrent(); }));
    callback();
    CHECK(ran);
    engine.stop();
    CHECK(engine.executor().submit([] { return 7; }) == 7);
}

TEST_CASE("A fade-out ends in silence and does not wait for a device that is quiet") {
    device::StreamRequest request;
    request.rate = 48000;
    request.blockFrames = 64;
    Engine engine(std::move(*device::VirtualDevice::open(request)));
    addTone(engine);
    engine.fadeOut();
    REQUIRE(engine.start());
    engine.fadeOut();
    engine.stop();
    CHECK(engine.graph().statistics().eventsApplied == 1);
}

TEST_CASE("A lost stream is told and cannot be started again") {
    device::StreamRequest request;
    request.rate = 48000;
    auto device = std::move(*device::ExternalDevice::open(request));
    auto& external = *device;
    Engine engine(std::move(device));
    REQUIRE(engine.start());
    CHECK(!engine.lost());
    external.lose({base::ErrorCode::lost, "The server is gone."});
    REQUIRE(engine.lost());
    CHECK(engine.lost()->text == "The server is gone.");
    engine.stop();
    CHECK(!engine.start());
    CHECK(engine.executor().submit([] { return true; }));
}

TEST_CASE("An engine needs a device") { CHECK_THROWS_AS(Engine(nullptr), base::Failure); }
