// SPDX-License-Identifier: MIT
#include <cmath>
#include <doctest/doctest.h>
#include <host/gui/meter_scale.h>
#include <host/gui/peak_hold.h>
#include <host/gui/time_ruler.h>
#include <host/gui/value_text.h>
#include <limits>

using namespace rondo;
using host::MeterScale;
using host::ValueText;

namespace {
constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
} // namespace

TEST_CASE("levels are written with a sign above zero, and silence and no number as -inf") {
    CHECK(ValueText::level(-12.34) == "-12.3");
    CHECK(ValueText::level(0.44) == "+0.4");
    CHECK(ValueText::level(-0.04) == "0.0");
    CHECK(ValueText::level(-144) == "-inf");
    CHECK(ValueText::level(noNumber) == "-inf");
    CHECK(ValueText::level(-infinity) == "-inf");
    CHECK(ValueText::level(infinity) == "+99.9");
    CHECK(ValueText::gain(-6) == "-6.0 dB");
    CHECK(ValueText::pan(-30) == "L30");
    CHECK(ValueText::pan(0.2) == "C");
    CHECK(ValueText::pan(100) == "R100");
    CHECK(ValueText::percent(120) == "120 %");
}

TEST_CASE("times are written as people read them") {
    CHECK(ValueText::time({12.34}) == "0:12.34");
    CHECK(ValueText::time({225}, 0) == "3:45");
    CHECK(ValueText::time({3723.456}, 1) == "1:02:03.4");
    CHECK(ValueText::time({59.999}, 0) == "0:59");
    CHECK(ValueText::time({noNumber}) == "0:00.00");
    CHECK(ValueText::time({-1}) == "0:00.00");
}

TEST_CASE("what people type is read, with unit, comma or sign, and rubbish is nothing") {
    CHECK(ValueText::readGain("-6") == -6.0);
    CHECK(ValueText::readGain(" +3,5 dB ") == 3.5);
    CHECK(ValueText::readGain("-INF") == -144.0);
    CHECK(ValueText::readGain("-inf dB") == -144.0);
    for (const auto* rubbish : {"", "loud", "6 7", "1e999", "nan", "--6", "0x10", "dB"})
        CHECK_FALSE(ValueText::readGain(rubbish));
    CHECK(ValueText::readPan("L30") == -30.0);
    CHECK(ValueText::readPan("30 r") == 30.0);
    CHECK(ValueText::readPan("c") == 0.0);
    CHECK(ValueText::readPan("left") == -100.0);
    CHECK(ValueText::readPan("-12") == -12.0);
    CHECK_FALSE(ValueText::readPan("L-30"));
    CHECK_FALSE(ValueText::readPan("up"));
    CHECK(ValueText::readPercent("80") == 80.0);
    CHECK(ValueText::readPercent("80 %") == 80.0);
    CHECK(ValueText::readPercent("mono") == 0.0);
    CHECK_FALSE(ValueText::readPercent("wide"));
}

TEST_CASE("names that are no UTF-8 are shown all the same") {
    CHECK(ValueText::shown("caf\xc3\xa9.wav") == juce::String::fromUTF8("caf\xc3\xa9.wav"));
    CHECK(ValueText::shown("caf\xe9.wav") == "caf?.wav");
}

TEST_CASE("the meters' scale rises from -60 to +6 dB and gives the upper part most of its room") {
    CHECK(MeterScale::place(-60) == 0);
    CHECK(MeterScale::place(6) == doctest::Approx(1));
    CHECK(MeterScale::place(40) == doctest::Approx(1));
    CHECK(MeterScale::place(noNumber) == 0);
    CHECK(MeterScale::place(-infinity) == 0);
    double before = -1;
    for (double level = -60; level <= 6; level += 0.5) {
        CHECK(MeterScale::place(level) > before);
        before = MeterScale::place(level);
    }
    CHECK(MeterScale::place(0) - MeterScale::place(-20) >
          4 * (MeterScale::place(-40) - MeterScale::place(-60)) / 1.5);
}

TEST_CASE("a peak is held until it is reset, also one between two looks, and another meter begins anew") {
    host::PeakHold hold;
    hold.add(0.3F, 0.9F);
    CHECK(hold.held() == 0.9F);
    hold.reset();
    hold.add(0.2F, 0.9F);
    CHECK(hold.held() == 0.2F);
    hold.add(0.1F, 0.95F);
    CHECK(hold.held() == 0.95F);
    hold.reset();
    hold.add(0.0F, 0.0F); // another meter, which has heard nothing
    hold.add(0.1F, 0.4F);
    CHECK(hold.held() == 0.4F);
}

TEST_CASE("the ruler has round steps whose texts do not touch") {
    for (const double span : {0.5, 3.0, 60.0, 600.0, 7200.0, 1e6}) {
        const auto ruler = host::TimeRuler::at(span / 1000, {span});
        CHECK(ruler.step / (span / 1000) >= 56);
        CHECK(ruler.step * 40 > span);
    }
    CHECK(host::TimeRuler::at(0.01, {10}).decimals == 0);
    CHECK(host::TimeRuler::at(0.001, {10}).decimals == 1);
}
