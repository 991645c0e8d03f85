// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <cmath>
#include <doctest/doctest.h>
#include <host/gui/meter_column.h>
#include <host/gui/meters_page.h>
#include <limits>

using namespace rondo;

namespace {

nodes::MeterReading levels(float left, float right, float highest) {
    nodes::MeterReading reading;
    reading.width = 2;
    reading.peak = {left, right};
    reading.rms = {left / 2, right / 2};
    reading.highest = {highest, highest};
    return reading;
}

nodes::LoudnessReading loudness(float momentary, float truePeak) {
    nodes::LoudnessReading reading;
    reading.momentary = momentary;
    reading.shortTerm = momentary - 1;
    reading.integrated = momentary - 2;
    reading.truePeak = {truePeak / 2, truePeak / 2};
    reading.highestTruePeak = {truePeak, truePeak / 2};
    reading.measured = 65;
    return reading;
}

juce::String valueOf(juce::Component& page, const juce::String& title) {
    for (auto* const child : page.getChildren())
        if (child->getTitle() == title)
            return child->getAccessibilityHandler()->getValueInterface()->getCurrentValueAsString();
    FAIL("nothing is called " << title.toStdString());
    return {};
}

/// All that a page says of itself, for a search in it.
juce::String everything(juce::Component& page) {
    juce::String text;
    for (auto* const child : page.getChildren())
        if (auto* const handler = child->getAccessibilityHandler())
            if (auto* const value = handler->getValueInterface())
                text << child->getTitle() << "=" << value->getCurrentValueAsString() << "\n";
    return text;
}

host::PeakButton& peakButton(juce::Component& column) {
    for (auto* const child : column.getChildren())
        if (auto* const button = dynamic_cast<host::PeakButton*>(child))
            return *button;
    throw 0;
}

constexpr auto peakName = "Highest peak in dBFS, reset";

} // namespace

TEST_CASE("the meter column shows levels, highest peak, true peak and loudness as figures") {
    test::WorkspaceFixture on;
    host::MeterColumn column(on.workspace);
    on.show(column, host::MeterColumn::width, 400);
    column.show(levels(0.5F, 0.25F, 0.7F), loudness(-23.04F, 1.2F));
    CHECK(valueOf(column, "Left level") == "peak -6.0 dB, RMS -12.0 dB");
    CHECK(valueOf(column, "Right level") == "peak -12.0 dB, RMS -18.1 dB");
    CHECK(valueOf(column, peakName) == "-3.1");
    CHECK(valueOf(column, "Highest true peak in dBTP") == "+1.6");
    CHECK(valueOf(column, "Momentary loudness in LUFS") == "-23.0");
    on.picture(column, "column-dark");
}

TEST_CASE("silence and what is no number are shown as -inf, by the column and by the page") {
    test::WorkspaceFixture on;
    host::MeterColumn column(on.workspace);
    host::MetersPage page(on.workspace);
    on.show(column, host::MeterColumn::width, 400);
    on.show(page, 600, 400);
    column.tick();
    page.tick();
    CHECK(valueOf(column, peakName) == "-inf");
    CHECK(valueOf(page, "Left peak in dBFS") == "-inf");
    const float nan = std::numeric_limits<float>::quiet_NaN();
    column.show(levels(nan, nan, nan), loudness(nan, nan));
    page.show(levels(nan, nan, nan), loudness(nan, nan), {1});
    for (const auto& text : {everything(column), everything(page)})
        CHECK_FALSE(text.containsIgnoreCase("nan"));
    CHECK(valueOf(column, "Momentary loudness in LUFS") == "-inf");
    CHECK(valueOf(page, "Momentary loudness in LUFS") == "-inf");
}

TEST_CASE("the highest peak warns above full scale and a press or Enter resets it, loudness stays") {
    test::WorkspaceFixture on;
    host::MeterColumn column(on.workspace);
    on.show(column, host::MeterColumn::width, 400);
    auto& button = peakButton(column);
    CHECK(button.getWantsKeyboardFocus());
    column.show(levels(0.5F, 0.5F, 1.1F), loudness(-20, 1));
    CHECK(button.over());
    CHECK(valueOf(column, peakName) == "+0.8");
    on.picture(column, "column-over");
    button.triggerClick();
    on.pump();
    column.show(levels(0.5F, 0.5F, 1.1F), loudness(-20, 1));
    CHECK_FALSE(button.over());
    CHECK(valueOf(column, peakName) == "-6.0");
    CHECK(valueOf(column, "Momentary loudness in LUFS") == "-20.0");
    column.show(levels(0.5F, 0.5F, 1.2F), loudness(-20, 1));
    REQUIRE(static_cast<juce::Component&>(button).keyPressed(juce::KeyPress(juce::KeyPress::returnKey)));
    on.pump();
    column.show(levels(0.1F, 0.1F, 1.2F), loudness(-20, 1));
    CHECK(valueOf(column, peakName) == "-20.0");
}

TEST_CASE("a meter that stands still repaints nothing") {
    test::WorkspaceFixture on;
    struct Counted final : juce::CachedComponentImage {
        int invalid = 0;
        void paint(juce::Graphics&) override {}
        bool invalidateAll() override { return ++invalid > 0; }
        bool invalidate(const juce::Rectangle<int>&) override { return ++invalid > 0; }
        void releaseResources() override {}
    };
    host::MeterColumn column(on.workspace);
    auto* const counted = new Counted;
    column.setCachedComponentImage(counted);
    on.show(column, host::MeterColumn::width, 400);
    column.show(levels(0.5F, 0.25F, 0.7F), loudness(-23, 1));
    const int before = counted->invalid;
    CHECK(before > 0);
    column.show(levels(0.5F, 0.25F, 0.7F), loudness(-23, 1));
    CHECK(counted->invalid == before);
}

TEST_CASE("the meters' page shows each channel and the three loudnesses against the target that is chosen") {
    test::WorkspaceFixture on;
    host::MetersPage page(on.workspace);
    on.show(page, 640, 480);
    page.show(levels(0.5F, 0.25F, 0.7F), loudness(-20, 0.9F), {1});
    CHECK(valueOf(page, "Left peak in dBFS") == "-6.0");
    CHECK(valueOf(page, "Right RMS in dBFS") == "-18.1");
    CHECK(valueOf(page, "Left true peak in dBTP") == "-6.9");
    CHECK(valueOf(page, "Left highest true peak in dBTP") == "-0.9");
    CHECK(valueOf(page, "Short-term loudness in LUFS") == "-21.0");
    CHECK(valueOf(page, "Integrated loudness in LUFS") == "-22.0");
    CHECK(valueOf(page, "Momentary loudness") == "-20.0 LUFS, 3.0 LU above the target");
    CHECK(valueOf(page, "Time measured") == "1:05.0 measured");
    double chosen = 0;
    page.onTarget = [&](double target) { chosen = target; };
    for (auto* const child : page.getChildren())
        if (auto* const box = dynamic_cast<juce::ComboBox*>(child))
            box->setSelectedItemIndex(2, juce::sendNotificationSync);
    CHECK(chosen == -14);
    CHECK(page.target() == -14);
    page.show(levels(0.5F, 0.25F, 0.7F), loudness(-20, 0.9F), {2});
    CHECK(valueOf(page, "Momentary loudness") == "-20.0 LUFS, 6.0 LU below the target");
    page.setTarget(-15);
    CHECK(page.target() == -14);
}

TEST_CASE("the meters' page remembers the short-term loudness of a minute, and Reset forgets it") {
    test::WorkspaceFixture on;
    host::MetersPage page(on.workspace);
    on.show(page, 640, 480);
    for (int tick = 0; tick < 3000; ++tick)
        page.show(levels(0.5F, 0.25F, 0.7F), loudness(-20 - 0.01F * static_cast<float>(tick), 0.9F),
                  {tick / 30.0});
    REQUIRE(page.history().size() == host::LoudnessHistory::capacity);
    CHECK(page.history().newest().time.value - page.history()[0].time.value <= host::LoudnessHistory::span);
    int line = 0;
    const auto image = page.createComponentSnapshot(page.getLocalBounds());
    for (int y = image.getHeight() * 2 / 3; y < image.getHeight(); ++y)
        line += image.getPixelAt(image.getWidth() / 2, y) == page.findColour(host::Theme::accent) ? 1 : 0;
    CHECK(line > 0);
    CHECK(page.history().newest().loudness == doctest::Approx(-50.9).epsilon(0.01));
    for (auto* const child : page.getChildren())
        if (auto* const button = dynamic_cast<juce::TextButton*>(child))
            button->triggerClick();
    on.pump();
    CHECK(page.history().size() == 0);
}

TEST_CASE("the meters look right") {
    test::WorkspaceFixture on;
    host::MetersPage page(on.workspace);
    host::MeterColumn column(on.workspace);
    on.show(column, host::MeterColumn::width, 300);
    on.show(page, 760, 600);
    for (int tick = 0; tick < 1300; ++tick)
        page.show(levels(1.05F, 0.25F, 1.1F), loudness(-22 + 6 * std::sin(static_cast<float>(tick) / 90), 1.2F),
                  {tick / 30.0});
    on.picture(page, "meters-dark");
    page.setSize(364, 340);
    on.picture(page, "meters-small");
    on.theme.setShade(host::Theme::Shade::light);
    page.setSize(760, 600);
    page.sendLookAndFeelChange();
    column.sendLookAndFeelChange();
    on.picture(page, "meters-light");
    column.show(levels(0.8F, 0.25F, 0.9F), loudness(-23, 1));
    on.picture(column, "column-light");
}
