// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <plugins/common/core/plugin_state.h>
#include <random>
#include <rondo/base/error.h>

using namespace rondo::plugins;
using rondo::base::ErrorCode;

namespace {

constexpr std::array former{FormerDefault{.lastRelease = 1, .value = -12}};
constexpr std::array parameters{Parameter{.id = "trim", .name = "Trim", .minimum = -60, .maximum = 24},
                                Parameter{.id = "width",
                                          .name = "Width",
                                          .kind = ParameterKind::percent,
                                          .minimum = -20,
                                          .maximum = 200,
                                          .defaultValue = 100,
                                          .formerDefaults = former}};
constexpr PluginIdentity identity{"org.example.test", "Test", 3};

const ParameterTable& table() {
    static const ParameterTable result(parameters);
    return result;
}

std::vector<std::byte> example() {
    return PluginState{{-6.5, 150}, {{"note", "gr\xC3\xBC\xC3\x9F"}, {"later", 2.5}}}.toBytes(identity,
                                                                                              table());
}

} // namespace

TEST_CASE(
    "a state reads back as it was written, unknown keys included, and the same content is the same bytes") {
    const auto bytes = example();
    const auto state = PluginState::fromBytes(bytes, identity, table());
    REQUIRE(state);
    CHECK(state->values == std::vector{-6.5, 150.0});
    REQUIRE(state->unknown.size() == 2);
    CHECK(state->unknown[0] == StateEntry{"note", "gr\xC3\xBC\xC3\x9F"});
    CHECK(state->unknown[1] == StateEntry{"later", 2.5});
    CHECK(state->toBytes(identity, table()) == bytes);
}

TEST_CASE("the bytes of a state of release 1 never change") {
    const StateContainer container{"p", 1, {{"a", 1.0}, {"b", std::string("x")}}};
    std::string hexadecimal;
    for (const auto byte : container.toBytes()) {
        constexpr const char* digits = "0123456789abcdef";
        hexadecimal += digits[std::to_integer<unsigned>(byte) >> 4];
        hexadecimal += digits[std::to_integer<unsigned>(byte) & 15];
    }
    CHECK(hexadecimal == "526f6e646f537431010000000100000002000000fa87f056"
                         "0170016101000000000000f03f0162020100000078");
}

TEST_CASE("a missing parameter has the default of the release that wrote the state") {
    const auto read = [](std::uint32_t release) {
        const auto bytes = StateContainer{std::string(identity.id), release, {{"trim", 1.0}}}.toBytes();
        const auto state = PluginState::fromBytes(bytes, identity, table());
        REQUIRE(state);
        return state->values;
    };
    CHECK(read(1) == std::vector{1.0, -12.0});
    CHECK(read(2) == std::vector{1.0, 100.0});
}

TEST_CASE("a value outside the range moves to its edge") {
    const auto bytes = StateContainer{std::string(identity.id), 3, {{"trim", 400.0}}}.toBytes();
    CHECK(PluginState::fromBytes(bytes, identity, table())->values[0] == 24);
}

TEST_CASE("the state of another plugin, of a future format, or with text for a number is refused") {
    const auto error = [](const StateContainer& container) {
        return PluginState::fromBytes(container.toBytes(), identity, table()).error().code;
    };
    CHECK(error({"org.example.other", 3, {}}) == ErrorCode::unsupported);
    CHECK(error({std::string(identity.id), 3, {{"trim", std::string("loud")}}}) == ErrorCode::damaged);
    CHECK(error({std::string(identity.id), 3, {{"x", 1.0}, {"x", 2.0}}}) == ErrorCode::damaged);
    auto future = example();
    future[8] = std::byte{2};
    CHECK(PluginState::fromBytes(future, identity, table()).error().code == ErrorCode::unsupported);
}

TEST_CASE("numbers that are not finite are refused") {
    for (const double value : {std::numeric_limits<double>::infinity(), std::nan("")}) {
        const auto bytes = StateContainer{std::string(identity.id), 3, {{"trim", value}}}.toBytes();
        CHECK_FALSE(PluginState::fromBytes(bytes, identity, table()));
    }
}

TEST_CASE("what cannot be written is said before it is written") {
    using rondo::base::Failure;
    CHECK_THROWS_AS((StateContainer{"", 1, {}}).toBytes(), Failure);
    CHECK_THROWS_AS((StateContainer{"p", 1, {{std::string(256, 'k'), 1.0}}}).toBytes(), Failure);
    CHECK_THROWS_AS((StateContainer{"p", 1, {{"k", std::string(StateContainer::maximumBytes, 'x')}}}).toBytes(),
                    Failure);
    CHECK_THROWS_AS((StateContainer{"p", 1, std::vector<StateEntry>(5000, {"k", 1.0})}).toBytes(), Failure);
}

TEST_CASE("every cut and every changed byte of a state is noticed") {
    const auto bytes = example();
    for (std::size_t length = 0; length < bytes.size(); ++length)
        CHECK_FALSE(PluginState::fromBytes(std::span(bytes).first(length), identity, table()));
    for (std::size_t position = 0; position < bytes.size(); ++position)
        for (unsigned bit = 0; bit < 8; ++bit) {
            if (position >= 12 && position < 16)
                continue; // the release: any number is a release
            auto changed = bytes;
            changed[position] ^= static_cast<std::byte>(1U << bit);
            CHECK_FALSE(PluginState::fromBytes(changed, identity, table()));
        }
    auto longer = bytes;
    longer.push_back(std::byte{0});
    CHECK_FALSE(PluginState::fromBytes(longer, identity, table()));
}

TEST_CASE("random bytes behind a true beginning end in a refusal, with a true check sum too") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const auto byte = [&] { return static_cast<std::byte>(random() & 0xffU); };
    for (int turn = 0; turn < 20000; ++turn) {
        auto bytes = example();
        bytes.resize(24 + random() % 200);
        std::generate(bytes.begin() + 24, bytes.end(), byte);
        if (random() % 2 == 0)
            bytes[16] = byte();
        // The check sum is made true, so that the reader behind it has to cope.
        std::uint32_t crc = 0xffffffffU;
        for (std::size_t position = 24; position < bytes.size(); ++position) {
            crc ^= std::to_integer<std::uint32_t>(bytes[position]);
            for (int bit = 0; bit < 8; ++bit)
                crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
        }
        for (std::size_t index = 0; index < 4; ++index)
            bytes[20 + index] = static_cast<std::byte>((~crc >> (8 * index)) & 0xffU);
        (void)StateContainer::fromBytes(bytes); // whatever it says, it does not crash, hang or take gigabytes
    }
    std::vector<std::byte> garbage(StateContainer::maximumBytes + 1);
    std::ranges::generate(garbage, byte);
    CHECK_FALSE(StateContainer::fromBytes(garbage));
    CHECK_FALSE(StateContainer::fromBytes({}));
}
