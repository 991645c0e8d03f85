// SPDX-License-Identifier: MIT
#include <clocale>
#include <doctest/doctest.h>
#include <plugins/common/core/parameter_text.h>
#include <random>

using namespace rondo::plugins;

namespace {

const Parameter trim{.id = "trim", .name = "Trim", .minimum = -60, .maximum = 24, .minimumIsSilence = true};
const Parameter pan{.id = "pan",
                    .name = "Pan",
                    .kind = ParameterKind::pan,
                    .minimum = -100,
                    .maximum = 100,
                    .stepsPerUnit = 10};
const Parameter width{.id = "width",
                      .name = "Width",
                      .kind = ParameterKind::percent,
                      .minimum = 0,
                      .maximum = 2000,
                      .defaultValue = 100,
                      .stepsPerUnit = 10};
const Parameter mute{.id = "mute", .name = "Mute", .kind = ParameterKind::toggle};

double read(const Parameter& parameter, std::string_view text) {
    const auto value = fromText(parameter, text);
    REQUIRE_MESSAGE(value.has_value(), std::string(text));
    return *value;
}

} // namespace

TEST_CASE("values are written with their units") {
    CHECK(toText(trim, 0) == "0.0 dB");
    CHECK(toText(trim, -0.04) == "0.0 dB");
    CHECK(toText(trim, 3) == "+3.0 dB");
    CHECK(toText(trim, -6.02) == "-6.0 dB");
    CHECK(toText(trim, -60) == "-inf dB");
    CHECK(toText(trim, -59.99) == "-59.9 dB");
    CHECK(toText(pan, 0) == "C");
    CHECK(toText(pan, -30) == "L 30");
    CHECK(toText(pan, 100) == "R 100");
    CHECK(toText(width, 100) == "100 %");
    CHECK(toText(mute, 1) == "On");
    CHECK(toText(mute, 0) == "Off");
}

TEST_CASE("values are read as people write them") {
    CHECK(read(trim, "-inf") == -60);
    CHECK(read(trim, "-INF dB") == -60);
    CHECK(read(trim, "-6") == -6);
    CHECK(read(trim, " + 3,5 DB ") == 3.5);
    CHECK(read(trim, "\xE2\x88\x92"
                     "12 dB") == -12);
    CHECK(read(trim, "99") == 24);
    CHECK(read(trim, "1e1") == 10);
    CHECK(read(width, "1k") == 1000);
    CHECK(read(width, "1.5 k%") == 1500);
    CHECK(read(width, "50%") == 50);
    CHECK(read(pan, "c") == 0);
    CHECK(read(pan, "Centre") == 0);
    CHECK(read(pan, "L") == -100);
    CHECK(read(pan, "l30") == -30);
    CHECK(read(pan, "30 L") == -30);
    CHECK(read(pan, "R 12.5 %") == 12.5);
    CHECK(read(pan, "-40") == -40);
    CHECK(read(mute, "on") == 1);
    CHECK(read(mute, "YES") == 1);
    CHECK(read(mute, "false") == 0);
    CHECK(read(mute, "1") == 1);
}

TEST_CASE("what is no value is refused in one sentence") {
    for (const char* text : {"", " ", "dB", "abc", "--3", "+-3", "3x", "nan", "1 2 kk", "0x10", "1.2.3"}) {
        const auto value = fromText(trim, text);
        CHECK_MESSAGE(!value, text);
    }
    CHECK_FALSE(fromText(pan, "L -30"));
    CHECK_FALSE(fromText(mute, "perhaps"));
    CHECK(fromText(trim, "abc").error().text ==
          "A value of Trim between -inf dB and +24.0 dB was expected, and 'abc' was found.");
    CHECK_FALSE(fromText(trim, std::string(100000, '9') + "x"));
}

TEST_CASE("text read back and written again is the same text") {
    const auto seed = std::random_device{}();
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    for (const auto* parameter : {&trim, &pan, &width, &mute}) {
        std::uniform_real_distribution<double> values(parameter->minimum, parameter->maximum);
        for (int turn = 0; turn < 2000; ++turn) {
            const auto text = toText(*parameter, values(random));
            CHECK(toText(*parameter, read(*parameter, text)) == text);
        }
        for (const double edge : {parameter->minimum, parameter->maximum, parameter->defaultValue})
            CHECK(read(*parameter, toText(*parameter, edge)) == edge);
    }
}

TEST_CASE("the locale changes no text") {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"})
        if (std::setlocale(LC_ALL, name) != nullptr) {
            CHECK(toText(trim, -6.5) == "-6.5 dB");
            CHECK(read(trim, "-6.5") == -6.5);
        }
    std::setlocale(LC_ALL, before.c_str());
}
