// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <plugins/common/core/parameter_bridge.h>
#include <thread>
#include <vector>

using namespace rondo::plugins;

namespace {

constexpr std::array parameters{Parameter{.id = "a", .name = "A", .maximum = 1000000, .stepsPerUnit = 1},
                                Parameter{.id = "b", .name = "B", .maximum = 1000000, .stepsPerUnit = 1},
                                Parameter{.id = "c", .name = "C", .maximum = 1000000, .stepsPerUnit = 1}};

} // namespace

TEST_CASE("the audio thread hears of every parameter at first and of changes later") {
    const ParameterTable table(parameters);
    ParameterBridge bridge(table);
    std::array<double, 3> heard{};
    CHECK(bridge.takeChanges(heard) == 0b111);
    CHECK(bridge.takeChanges(heard) == 0);
    bridge.set(1, 5);
    CHECK(bridge.value(1) == 5);
    CHECK(bridge.sent() == 1);
    CHECK(bridge.takeChanges(heard) == 0b010);
    bridge.setHere(2, 7);
    CHECK(bridge.value(2) == 7);
    CHECK(bridge.takeChanges(heard) == 0);
}

TEST_CASE("a full channel loses no change") {
    const ParameterTable table(parameters);
    ParameterBridge bridge(table);
    std::array<double, 3> heard{};
    (void)bridge.takeChanges(heard);
    for (int turn = 0; turn < 1000; ++turn)
        bridge.set(0, turn);
    bridge.set(2, 9);
    CHECK(bridge.marked() > 0);
    CHECK(bridge.takeChanges(heard) == 0b101);
    CHECK(bridge.value(0) == 999);
}

TEST_CASE("all values of a restored state arrive together") {
    const ParameterTable table(parameters);
    ParameterBridge bridge(table);
    std::array<double, 3> heard{};
    (void)bridge.takeChanges(heard);
    bridge.setAll(std::array{1.0, 2.0, 3.0});
    CHECK(bridge.takeChanges(heard) == 0b111);
    CHECK(bridge.value(2) == 3);
}

TEST_CASE("a state that is set while changes are taken is taken whole, now or at the next call") {
    const ParameterTable table(parameters);
    ParameterBridge bridge(table);
    std::array<double, 3> heard{};
    bool mixed = false;
    const auto listen = [&] {
        if (bridge.takeChanges(heard) != 0)
            mixed = mixed || heard[0] != heard[1] || heard[1] != heard[2];
    };
    bridge.setAll(std::array{0.0, 0.0, 0.0});
    std::atomic<bool> running{true};
    std::jthread writer([&] {
        for (int turn = 1; turn <= 20000; ++turn)
            bridge.setAll(std::array{1.0 * turn, 1.0 * turn, 1.0 * turn});
        running = false;
    });
    while (running.load())
        listen();
    listen();
    CHECK_FALSE(mixed);
    CHECK(heard == std::array{20000.0, 20000.0, 20000.0});
}

TEST_CASE("three threads may set one parameter at once, and the sound ends where the model does") {
    const ParameterTable table(parameters);
    ParameterBridge bridge(table);
    std::array<double, 3> heard{-1, -1, -1};
    std::atomic<int> running{3};
    const auto listen = [&] { bridge.takeChanges(heard); };
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < 3; ++writer)
        writers.emplace_back([&, writer] {
            for (int turn = 0; turn < 20000; ++turn) {
                bridge.set(static_cast<std::size_t>(turn % 3), writer * 100000 + turn);
                if (turn % 1000 == 0)
                    bridge.setAll(std::array{1.0 * turn, 2.0 * turn, 3.0 * turn});
            }
            --running;
        });
    while (running.load() > 0)
        listen();
    writers.clear();
    listen();
    for (std::size_t index = 0; index < 3; ++index)
        CHECK(heard[index] == bridge.value(index));
    CHECK(bridge.sent() + bridge.marked() == 60000);
}
