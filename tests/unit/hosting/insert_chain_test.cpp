// SPDX-License-Identifier: MIT
#include <host/hosting/insert_chain.h>

#include "fake_plugin.h"
#include <cmath>
#include <doctest/doctest.h>
#include <host/hosting/detail/juce_plugin.h>
#include <numbers>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/nodes/gain_node.h>
#include <support/graph_probes.h>

using namespace rondo;
using hosting::HostedPlugin;
using hosting::InsertChain;
using hosting::InsertId;
using test::FakePlugin;

namespace {

constexpr std::uint32_t frames = 64;

std::unique_ptr<HostedPlugin> hosted(FakePlugin::Manners manners, int latency = 0) {
    auto fake = std::make_unique<FakePlugin>(std::move(manners));
    fake->setLatencySamples(latency);
    return std::make_unique<HostedPlugin>(std::make_unique<HostedPlugin::Core>(
        std::move(fake), hosting::HostedFormat{.maximumFrames = frames, .width = 1}));
}

/// Notes its number, so that the order of plugins is seen.
std::unique_ptr<HostedPlugin> noting(std::vector<int>& order, int number) {
    return hosted({.process = [&order, number](auto&) { order.push_back(number); }});
}

/// Delays by what it says it does.
std::unique_ptr<HostedPlugin> delaying(int latency) {
    auto line = std::make_shared<std::vector<float>>(static_cast<std::size_t>(latency), 0.0F);
    auto at = std::make_shared<std::size_t>(0);
    return hosted({.process =
                       [line, at](juce::AudioBuffer<float>& buffer) {
                           auto* const samples = buffer.getWritePointer(0);
                           for (int frame = 0; frame < buffer.getNumSamples(); ++frame) {
                               std::swap(samples[frame], (*line)[*at]);
                               *at = (*at + 1) % line->size();
                           }
                       }},
                  latency);
}

struct Rack {
    Rack() { REQUIRE(chain->connect()); }
    ~Rack() {
        std::atomic<bool> over{false};
        std::thread playing([&] {
            while (!over)
                static_cast<void>(player.block(frames));
        });
        chain = nullptr; // waits until the graph has let its plugins go
        over = true;
        playing.join();
    }
    graph::Graph graph = graph::makeGraph({.maximumFrames = frames, .inputChannels = 1, .outputChannels = 1},
                                          std::make_shared<concurrency::Reclaimer>());
    test::Player player{graph.processor, 1};
    std::unique_ptr<InsertChain> chain =
        std::make_unique<InsertChain>(graph.control, graph::graphInput, graph::graphOutput);

    std::vector<int> orderOf(std::vector<int>& order) {
        for (int block = 0; block < 40; ++block) // longer than any fade
            static_cast<void>(player.block(frames));
        order.clear();
        static_cast<void>(player.block(frames));
        return order;
    }
};

using Numbers = std::vector<int>;

/// The sharpest step in a sound that is smooth but for its clicks, dBFS: its fourth difference, which a step of
/// one makes about six, and fades as good as nothing.
double clickLevel(const std::vector<float>& samples) {
    double most = 0;
    for (std::size_t frame = 2; frame + 2 < samples.size(); ++frame)
        most = std::max(most,
                        std::abs(double{samples[frame - 2]} - 4.0 * samples[frame - 1] + 6.0 * samples[frame] -
                                 4.0 * samples[frame + 1] + double{samples[frame + 2]}));
    return 20 * std::log10(most);
}

} // namespace

TEST_CASE("insert chain: plugins run in their order, wherever they were put and moved to") {
    std::vector<int> order;
    Rack rack;
    constexpr InsertId first{1}, second{2}, third{3};
    REQUIRE(rack.chain->add(first, 0, noting(order, 1)));
    REQUIRE(rack.chain->add(third, 9, noting(order, 3)));
    REQUIRE(rack.chain->add(second, 1, noting(order, 2)));
    CHECK(rack.orderOf(order) == Numbers{1, 2, 3});
    REQUIRE(rack.chain->move(first, 2));
    CHECK(rack.orderOf(order) == Numbers{2, 3, 1});
    REQUIRE(rack.chain->move(first, 0));
    CHECK(rack.orderOf(order) == Numbers{1, 2, 3});
    REQUIRE(rack.chain->move(second, 1)); // where it is
    CHECK(rack.orderOf(order) == Numbers{1, 2, 3});
    REQUIRE(rack.chain->remove(second));
    CHECK(rack.orderOf(order) == Numbers{1, 3});
    CHECK(rack.chain->inserts().size() == 2);
    CHECK(rack.chain->find(third)->name == "Fake");
    CHECK(rack.chain->find(second) == nullptr);
}

TEST_CASE("insert chain: one that is not in it is refused in a sentence, and changes nothing") {
    Rack rack;
    for (const auto& refused :
         {rack.chain->remove(InsertId{7}), rack.chain->move(InsertId{7}, 0),
          rack.chain->bypass(InsertId{7}, true), rack.chain->setParameter(InsertId{7}, 0, 0)}) {
        REQUIRE_FALSE(refused);
        CHECK(refused.error().text == "The chain has no insert 7; it was removed, or is another chain's.");
    }
    const auto wide = rack.chain->add(
        InsertId{1}, 0, std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 2}), "wide");
    REQUIRE_FALSE(wide);
    CHECK(rack.chain->inserts().empty());
    CHECK(rack.chain->connect().error().code == base::ErrorCode::invalidArgument); // still there
}

TEST_CASE("insert chain: a removed plugin is freed here when the graph has let it go, not before") {
    const auto alive = std::make_shared<int>(0);
    Rack rack;
    constexpr InsertId insert{1};
    REQUIRE(rack.chain->add(insert, 0, hosted({.process = [alive](auto&) {}})));
    static_cast<void>(rack.player.block(frames));
    REQUIRE(rack.chain->remove(insert));
    REQUIRE(rack.chain->attend());
    CHECK(alive.use_count() == 2);
    for (int block = 0; block < 100 && alive.use_count() == 2; ++block) {
        static_cast<void>(rack.player.block(frames));
        REQUIRE(rack.chain->attend());
    }
    CHECK(alive.use_count() == 1);
}

TEST_CASE("insert chain: what leaves an insert is measured, also when it is bypassed or moved") {
    Rack rack;
    constexpr InsertId loud{1}, quiet{2};
    const auto add = [&](InsertId id, double gain) {
        REQUIRE(rack.chain->add(
            id, 9, std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1, .gain = {gain}}), "gain"));
    };
    add(loud, 6.0206);
    add(quiet, -6.0206);
    const auto play = [&] {
        audio::AudioBuffer input(1, frames);
        for (int block = 0; block < 3000; ++block) { // for the needles to fall
            std::ranges::fill(input.block().channel(0), 0.25F);
            static_cast<void>(rack.player.block(frames, input.block()));
        }
    };
    play();
    CHECK(rack.chain->levels(loud)->peak(0) == doctest::Approx(0.5).epsilon(1e-3));
    CHECK(rack.chain->levels(quiet)->peak(0) == doctest::Approx(0.25).epsilon(1e-3));
    REQUIRE(rack.chain->bypass(loud, true));
    play();
    CHECK(rack.chain->levels(loud)->peak(0) == doctest::Approx(0.25).epsilon(0.01));
    REQUIRE(rack.chain->bypass(loud, false));
    REQUIRE(rack.chain->move(quiet, 0));
    play();
    CHECK(rack.chain->levels(quiet)->peak(0) == doctest::Approx(0.125).epsilon(0.01));
    REQUIRE(rack.chain->remove(quiet));
    CHECK(rack.chain->levels(quiet) == nullptr);
    play();
    CHECK(rack.graph.control.nodeCount() == 1);
}

TEST_CASE("insert chain: a latency that a plugin changes is compensated for") {
    Rack rack;
    auto plugin = delaying(32);
    auto& changing = *plugin->core().instance;
    REQUIRE(rack.chain->add(InsertId{1}, 0, std::move(plugin)));
    CHECK(rack.graph.control.latency() == 32);
    changing.setLatencySamples(48);
    REQUIRE(rack.chain->attend());
    CHECK(rack.graph.control.latency() == 48);
}

TEST_CASE("insert chain: 1000 random edits while it plays are heard without a click above -80 dBFS") {
    const auto seed = std::random_device()();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const auto below = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    Rack rack;
    constexpr double hertz = 187.5; // a period is 256 frames
    std::int64_t frame = 0;
    std::vector<std::vector<float>> heard(1);
    const auto play = [&](std::size_t blocks) {
        for (; blocks > 0; --blocks) {
            audio::AudioBuffer input(1, frames);
            for (auto& sample : input.block().channel(0))
                sample = 0.5F * static_cast<float>(std::sin(2 * std::numbers::pi * hertz / 48000 *
                                                            static_cast<double>(frame++)));
            const auto made = rack.player.block(frames, input.block());
            heard[0].insert(heard[0].end(), made[0].begin(), made[0].end());
        }
    };
    play(8);
    std::uint64_t lastId = 0;
    for (int edit = 0; edit < 1000; ++edit) {
        const auto inserts = rack.chain->inserts();
        const auto chosen = inserts.empty() ? InsertId{} : inserts[below(inserts.size())].id;
        const auto kind = inserts.empty() ? 0 : below(4);
        if (kind == 0 && inserts.size() < 6)
            REQUIRE(rack.chain->add(InsertId{++lastId}, below(7), below(2) == 0 ? delaying(16) : hosted({})));
        else if (kind == 1)
            REQUIRE(rack.chain->remove(chosen));
        else if (kind == 2)
            REQUIRE(rack.chain->move(chosen, below(6)));
        else
            REQUIRE(rack.chain->bypass(chosen, below(2) == 0));
        play(below(12));
        REQUIRE(rack.chain->attend());
    }
    play(40);
    CHECK(clickLevel(heard[0]) < -80);
    float loudest = 0;
    for (const float sample : heard[0])
        loudest = std::max(loudest, std::abs(sample));
    CHECK(loudest < 0.51F);
    CHECK(loudest > 0.49F);
}
