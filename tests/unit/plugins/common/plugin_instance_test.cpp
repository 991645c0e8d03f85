// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <future>
#include <plugins/common/core/plugin_instance.h>
#include <rondo/audio/audio_buffer.h>
#include <thread>
#include <vector>
#include <xmmintrin.h>

using namespace rondo;
using namespace rondo::plugins;

namespace {

constexpr std::array parameters{Parameter{.id = "level", .name = "Level", .minimum = -10, .maximum = 10},
                                Parameter{.id = "other", .name = "Other", .minimum = -10, .maximum = 10}};
constexpr PluginIdentity identity{"org.example.level", "Level", 1};

const ParameterTable& table() {
    static const ParameterTable result(parameters);
    return result;
}

/// Writes its two parameters into its two channels.
class LevelProcessor final : public PluginProcessor {
public:
    const ParameterTable& parameters() const noexcept override { return table(); }
    bool supports(std::uint32_t inputs, std::uint32_t outputs) const noexcept override {
        return inputs == 2 && outputs == 2;
    }
    void prepare(const ProcessSetup&) override {}
    void reset() noexcept override { ++resets; }
    void setParameter(std::size_t index, double value) noexcept override {
        (index == 0 ? level : other) = static_cast<float>(value);
    }
    void setBypassedByHost(bool) noexcept override {}
    void process(audio::ConstAudioBlock, audio::AudioBlock out) noexcept override {
        flushes = (_mm_getcsr() & 0x8040) == 0x8040;
        for (float& sample : out.channel(0))
            sample = level;
        for (float& sample : out.channel(1))
            sample = other;
    }
    float level = 0, other = 0;
    int resets = 0;
    bool flushes = false;
};

struct Fixture {
    explicit Fixture(std::uint32_t frames = 64) : buffer(2, frames) {}
    LevelProcessor* processor = new LevelProcessor;
    PluginInstance instance{identity, std::unique_ptr<PluginProcessor>(processor)};
    audio::AudioBuffer buffer;
    void process(const BlockNotes& notes = {}) { instance.process(buffer.block(), buffer.block(), notes); }
    float left(std::uint32_t frame = 0) { return buffer.block().channel(0)[frame]; }
    float right(std::uint32_t frame = 0) { return buffer.block().channel(1)[frame]; }
};

} // namespace

TEST_CASE("a parameter reaches the sound at the next block") {
    Fixture fixture;
    REQUIRE(fixture.instance.prepare({}));
    fixture.instance.bridge().set(0, 3);
    fixture.process();
    CHECK(fixture.left() == 3);
    CHECK(fixture.instance.executor().statistics().blocks == 1);
}

TEST_CASE("a parameter event splits the block at its frame and shows in the model") {
    Fixture fixture(10);
    REQUIRE(fixture.instance.prepare({}));
    const std::array events{audio::ParameterEvent{.frame = 4, .parameter = 0, .value = 5},
                            audio::ParameterEvent{.frame = 4, .parameter = 77, .value = 9},
                            audio::ParameterEvent{.frame = 7, .parameter = 1, .value = -2},
                            audio::ParameterEvent{.frame = 99, .parameter = 0, .value = 6}};
    fixture.process({.events = events});
    CHECK(fixture.left(3) == 0);
    CHECK(fixture.left(4) == 5);
    CHECK(fixture.left(9) == 5);
    CHECK(fixture.right(6) == 0);
    CHECK(fixture.right(7) == -2);
    CHECK(fixture.instance.bridge().value(0) == 6);
}

TEST_CASE("without prepare, after release and for unusable settings the output is silent") {
    Fixture fixture;
    const auto isSilentAfterProcess = [&] {
        for (float& sample : fixture.buffer.block().channel(0))
            sample = 1;
        fixture.process();
        return fixture.left() == 0 && fixture.left(63) == 0;
    };
    CHECK(isSilentAfterProcess());
    CHECK_FALSE(fixture.instance.prepare({.rate = 0}));
    CHECK_FALSE(fixture.instance.prepare({.inputChannels = 3}));
    fixture.instance.bridge().set(0, 1);
    REQUIRE(fixture.instance.prepare({}));
    CHECK_FALSE(isSilentAfterProcess());
    fixture.instance.release();
    CHECK(isSilentAfterProcess());
}

TEST_CASE("a block that meets a closure of the background thread is silent and counted") {
    Fixture fixture;
    fixture.instance.bridge().set(0, 1);
    REQUIRE(fixture.instance.prepare({}));
    std::promise<void> entered, go;
    std::thread asker([&] {
        // The host is silent, so the background thread takes over and runs this.
        fixture.instance.executor().submit([&] {
            entered.set_value();
            go.get_future().wait();
        });
    });
    entered.get_future().wait();
    fixture.buffer.block().channel(0)[0] = 1; // an input that must not be let through
    fixture.process();
    CHECK(fixture.left() == 0);
    go.set_value();
    asker.join();
    CHECK(fixture.instance.probe().refused == 1);
    CHECK(fixture.instance.probe().takeOvers >= 1);
}

TEST_CASE("a question to a plugin whose host never calls is answered") {
    Fixture fixture;
    CHECK(fixture.instance.probe().tag == fixture.instance.executor().tag().value());
    REQUIRE(fixture.instance.prepare({.rate = 44100}));
    const auto answer = fixture.instance.probe();
    CHECK(answer.rate == 44100);
    CHECK(answer.blocks == 0);
    CHECK(answer.takeOvers == 1);
}

TEST_CASE("a question is answered while another thread processes block after block") {
    Fixture fixture;
    REQUIRE(fixture.instance.prepare({}));
    std::atomic<bool> stop{false};
    std::thread host([&] {
        while (!stop.load())
            fixture.process();
    });
    for (int turn = 0; turn < 200; ++turn) {
        fixture.instance.bridge().set(0, turn % 10);
        CHECK(fixture.instance.probe().tag == fixture.instance.executor().tag().value());
    }
    stop = true;
    host.join();
    CHECK(fixture.instance.probe().blocks > 0);
}

TEST_CASE("state is saved and restored while another thread processes, and a damaged one changes nothing") {
    Fixture fixture;
    REQUIRE(fixture.instance.prepare({}));
    const auto before = fixture.instance.saveState();
    fixture.instance.bridge().set(0, 4);
    fixture.instance.bridge().set(1, -4);
    const auto changed = fixture.instance.saveState();
    std::atomic<bool> stop{false};
    std::atomic<bool> mixed{false};
    std::thread host([&] {
        while (!stop.load()) {
            fixture.process();
            mixed = mixed || fixture.left() != -fixture.right();
        }
    });
    for (int turn = 0; turn < 500; ++turn) {
        CHECK(fixture.instance.loadState(turn % 2 == 0 ? before : changed));
        auto damaged = changed;
        damaged[30] ^= std::byte{1};
        CHECK_FALSE(fixture.instance.loadState(damaged));
        CHECK(fixture.instance.saveState() == (turn % 2 == 0 ? before : changed));
    }
    stop = true;
    host.join();
    CHECK_FALSE(mixed.load());
    fixture.process();
    CHECK(fixture.left() == 4);
}

TEST_CASE("keys of a later release survive loading and saving") {
    Fixture fixture;
    const auto later = PluginState{{1, 2}, {{"colour", std::string("red")}}}.toBytes(identity, table());
    REQUIRE(fixture.instance.loadState(later));
    CHECK(fixture.instance.saveState() == later);
}

TEST_CASE("the processor runs with denormals flushed and the host's setting comes back") {
    Fixture fixture;
    REQUIRE(fixture.instance.prepare({}));
    const auto before = _mm_getcsr();
    fixture.process();
    CHECK(fixture.processor->flushes);
    CHECK(_mm_getcsr() == before);
}

TEST_CASE("a requested reset happens at the next block, once") {
    Fixture fixture;
    REQUIRE(fixture.instance.prepare({}));
    const int resets = fixture.processor->resets;
    fixture.instance.requestReset();
    fixture.process();
    fixture.process();
    CHECK(fixture.processor->resets == resets + 1);
}
