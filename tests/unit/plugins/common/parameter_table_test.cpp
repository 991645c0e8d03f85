// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <plugins/common/core/parameter_table.h>
#include <rondo/base/error.h>
#include <vector>

using namespace rondo::plugins;

TEST_CASE("a parameter's value lies in its range and on its grid") {
    const Parameter gain{.id = "gain", .name = "Gain", .minimum = -60, .maximum = 24};
    CHECK(gain.clamp(-100) == -60);
    CHECK(gain.clamp(100) == 24);
    CHECK(gain.clamp(1.004) == 1.0);
    CHECK(gain.clamp(std::numeric_limits<double>::quiet_NaN()) == 0);
    CHECK(gain.clamp(std::numeric_limits<double>::infinity()) == 24);
    CHECK_FALSE(std::signbit(gain.clamp(-0.001)));
    const Parameter mute{.id = "mute", .name = "Mute", .kind = ParameterKind::toggle};
    CHECK(mute.clamp(0.7) == 1);
    CHECK(mute.clamp(0.3) == 0);
}

TEST_CASE("0 dB survives the 32-bit number between 0 and 1 that hosts store") {
    const Parameter gain{.id = "gain", .name = "Gain", .minimum = -60, .maximum = 24};
    for (const double value : {0.0, -6.0, 12.34, -59.99, 24.0, -60.0})
        CHECK(gain.denormalise(static_cast<double>(static_cast<float>(gain.normalise(value)))) == value);
}

TEST_CASE("a state of an older release takes the default of that release") {
    static constexpr std::array former{FormerDefault{.lastRelease = 2, .value = -12},
                                       FormerDefault{.lastRelease = 5, .value = -6}};
    const Parameter gain{.id = "gain",
                         .name = "Gain",
                         .minimum = -60,
                         .maximum = 24,
                         .defaultValue = -3,
                         .formerDefaults = former};
    CHECK(gain.defaultIn(1) == -12);
    CHECK(gain.defaultIn(2) == -12);
    CHECK(gain.defaultIn(3) == -6);
    CHECK(gain.defaultIn(6) == -3);
}

TEST_CASE("a faulty parameter table is refused") {
    const Parameter good{.id = "good", .name = "Good"};
    CHECK_NOTHROW(ParameterTable(std::span(&good, 1)));
    const auto refused = [&](auto change) {
        Parameter bad = good;
        change(bad);
        CHECK_THROWS_AS(ParameterTable(std::span(&bad, 1)), rondo::base::Failure);
    };
    refused([](Parameter& p) { p.id = ""; });
    refused([](Parameter& p) { p.id = "Upper"; });
    refused([](Parameter& p) { p.id = "1st"; });
    refused([](Parameter& p) { p.name = ""; });
    refused([](Parameter& p) { p.name = "a name that is far too long for a surface"; });
    refused([](Parameter& p) { p.minimum = p.maximum; });
    refused([](Parameter& p) { p.defaultValue = 7; });
    refused([](Parameter& p) { p.addedIn = 0; });
    refused([](Parameter& p) { p.stepsPerUnit = 0; });
    const std::array twice{good, good};
    CHECK_THROWS_AS(ParameterTable{twice}, rondo::base::Failure);
    const std::vector<Parameter> many(65, good);
    CHECK_THROWS_AS(ParameterTable{many}, rondo::base::Failure);
}

TEST_CASE("two ids that hosts cannot tell apart are refused") {
    CHECK(ParameterTable::hostHash("gain") == 3165055);
    CHECK(ParameterTable::hostHash("aan") == ParameterTable::hostHash("ac0"));
    const std::array colliding{Parameter{.id = "aan", .name = "A"}, Parameter{.id = "ac0", .name = "B"}};
    CHECK_THROWS_AS(ParameterTable{colliding}, rondo::base::Failure);
}
