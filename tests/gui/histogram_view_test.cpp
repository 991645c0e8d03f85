// SPDX-License-Identifier: MIT
#include "device_page_fixture.h"

#include <limits>

using namespace rondo;
using namespace rondo::test;

TEST_CASE("a histogram's bars stand where their times and counts are") {
    const auto report = running();
    const juce::Rectangle<float> area(40, 10, 300, 100);
    const host::HistogramScale scale(report.callbacks, report.period, area);
    REQUIRE(scale.bars().front().bucket == 10);
    CHECK(scale.bars().back().bucket == 24); // twice the period
    CHECK(host::HistogramScale({}, report.period, area).bars().back().bucket == 24);
    CHECK(host::HistogramScale({}, report.period / 4, area).bars().back().bucket == 22);
    const auto bar = [&](std::size_t bucket) { return scale.bars().at(bucket - 10).area; };
    for (const auto& each : scale.bars())
        CHECK(each.area.getWidth() == doctest::Approx(20)); // powers of two are equally wide
    CHECK(bar(10).getX() == doctest::Approx(40));
    CHECK(bar(24).getRight() == doctest::Approx(340));
    CHECK(bar(19).getHeight() == 0);
    CHECK(bar(24).getHeight() > 3); // a single block is seen
    CHECK(bar(17).getHeight() > bar(18).getHeight());
    CHECK(bar(17).getBottom() == doctest::Approx(110));
    CHECK(bar(17).getY() >= 10);
    CHECK(*scale.period() == doctest::Approx(scale.x(report.period)));
    CHECK(*scale.period() > bar(23).getX());
    CHECK(*scale.period() < bar(23).getRight());
    REQUIRE(scale.times().size() == 5);
    CHECK(scale.times().front().value == doctest::Approx(1e-6));
    CHECK(scale.times().back().value == doctest::Approx(1e-2));
    REQUIRE(scale.counts().size() == 4);
    CHECK(scale.counts().back().place == doctest::Approx(10)); // 1000 is at the top
    CHECK(scale.counts().front().place == doctest::Approx(bar(24).getY()));
}

TEST_CASE("a histogram of nothing, of everything and without a period has a place for all of it") {
    const juce::Rectangle<float> area(0, 0, 200, 100);
    concurrency::HistogramCounts counts;
    for (const double period : {0.0, 1e-9, 5e-3, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
        for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
            counts.counts.fill(count);
            const host::HistogramScale scale(counts, period, area);
            for (const auto& bar : scale.bars()) {
                CHECK(bar.area.getX() >= 0);
                CHECK(bar.area.getRight() <= 200.01);
                CHECK(bar.area.getY() >= -0.01);
                CHECK(bar.area.getWidth() > 0);
            }
        }
    }
}

TEST_CASE("the histogram says what blocks took at most") {
    DevicePageFixture fixture;
    fixture.page.show(running());
    auto& view = fixture.page.histogram();
    CHECK(valueOf(view, "Median") == juce::String::fromUTF8("at most 132 \xc2\xb5s (2.5 % of the period)"));
    CHECK(valueOf(view, "99 %") == juce::String::fromUTF8("at most 263 \xc2\xb5s (4.9 % of the period)"));
    CHECK(valueOf(view, "99.9 %") == "at most 1.05 ms (20 % of the period)");
    CHECK(valueOf(view, "Longest") == "at most 16.8 ms (315 % of the period)");
    CHECK(valueOf(view, "Callback times") == "1 000 blocks");
    CHECK(valueOf(view, "Load") == "3.1 %");
    CHECK(valueOf(view, "Highest load") == "42 %");
    auto endless = running();
    endless.callbacks.counts.back() = 1;
    fixture.page.show(endless);
    CHECK(valueOf(view, "Longest").startsWith("275 s or more"));
    fixture.page.show({});
    CHECK(valueOf(view, "Median") == "-");
    CHECK(valueOf(view, "Callback times") == "No device is open.");
}

TEST_CASE("the keyboard points at the bars of the histogram") {
    DevicePageFixture fixture;
    fixture.page.show(running());
    auto& chart = fixture.page.histogram().chart();
    CHECK(chart.getWantsKeyboardFocus());
    CHECK(chart.keyPressed(juce::KeyPress(juce::KeyPress::endKey)));
    CHECK(chart.reading().replaceCharacter(0x202f, ' ') == "8.39 ms to 16.8 ms: 1 block, 0.1 %");
    for (int step = 0; step < 7; ++step)
        chart.keyPressed(juce::KeyPress(juce::KeyPress::leftKey));
    CHECK(chart.reading() == juce::String::fromUTF8("65.5 \xc2\xb5s to 131 \xc2\xb5s: 900 blocks, 90 %"));
    chart.keyPressed(juce::KeyPress(juce::KeyPress::homeKey));
    chart.keyPressed(juce::KeyPress(juce::KeyPress::leftKey));
    CHECK(chart.reading().endsWith("0 blocks, 0.0 %"));
    CHECK_FALSE(chart.keyPressed(juce::KeyPress(juce::KeyPress::spaceKey)));
}

TEST_CASE("losses are counted by their kind") {
    DevicePageFixture fixture;
    auto report = running();
    report.stream.underruns = 1;
    report.stream.overruns = 2;
    report.stream.lateOurs = 3;
    report.stream.lateTheirs = 4444;
    report.missed = 5;
    report.blocksSilenced = 6;
    fixture.page.show(report);
    auto& view = fixture.page.histogram();
    CHECK(valueOf(view, "Underruns") == "1");
    CHECK(valueOf(view, "Overruns") == "2");
    CHECK(valueOf(view, "Late by own work") == "3");
    CHECK(valueOf(view, "Late by the system") == "4 444");
    CHECK(valueOf(view, "Missed deadlines") == "5");
    CHECK(valueOf(view, "Silenced blocks") == "6");
    for (const auto& fact : view.counts().facts())
        if (fact.name == "Underruns")
            CHECK(fact.colour == host::Theme::alarm);
}

TEST_CASE("the load's line spans a minute and has gaps where nobody looked") {
    host::LoadGraph graph;
    graph.setSize(252, 100);
    for (int half = 0; half < 240; ++half)
        graph.add(0.5, {half * 0.5});
    CHECK(graph.readings() == 121);
    const auto bounds = graph.line().getBounds();
    CHECK(bounds.getRight() == doctest::Approx(244));
    CHECK(bounds.getX() == doctest::Approx(44));
    const auto pieces = [&] {
        int count = 0;
        const auto line = graph.line();
        for (juce::Path::Iterator part(line); part.next();)
            count += part.elementType == juce::Path::Iterator::startNewSubPath ? 1 : 0;
        return count;
    };
    CHECK(pieces() == 1);
    graph.add(0.25, {140});
    CHECK(pieces() == 2);
    CHECK(graph.reading() == "25 %");
    graph.clear();
    CHECK(graph.line().isEmpty());
}

TEST_CASE("late blocks are a list in which the selected one stays selected") {
    DevicePageFixture fixture;
    auto& culprits = fixture.page.histogram().culprits();
    auto report = running();
    fixture.page.show(report);
    CHECK(culprits.list().getModel()->getNumRows() == 0);
    report.culprits = {"The block at frame 512 missed its deadline by 80 us. Culprit: reverb took 4 ms.",
                       "The block at frame 256 missed its deadline by 90 us. Culprit: filter took 4 ms."};
    fixture.page.show(report);
    CHECK(culprits.list().getModel()->getNumRows() == 2);
    CHECK(culprits.list().getModel()->getNameForRow(0) == juce::String(report.culprits[0]));
    culprits.list().keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(culprits.list().getSelectedRow() == 0);
    report.culprits = {"The block at frame 768 missed its deadline by 70 us.", report.culprits[0],
                       report.culprits[1]};
    fixture.page.show(report);
    CHECK(culprits.list().getSelectedRow() == 1);
    CHECK(culprits.keyPressed(juce::KeyPress('c', juce::ModifierKeys::ctrlModifier, 0)));
    CHECK(juce::SystemClipboard::getTextFromClipboard() == juce::String(report.culprits[1]));
    fixture.page.show({});
    CHECK(culprits.list().getSelectedRow() == -1);
}

TEST_CASE("reset lets the last minute begin anew") {
    DevicePageFixture fixture;
    fixture.page.show(running());
    auto& view = fixture.page.histogram();
    CHECK(view.load().readings() == 1);
    findButton(view, "Reset")->triggerClick();
    CHECK(pumpUntil([&] { return view.load().readings() == 0; }));
    CHECK(valueOf(view, "Median") == "-");
}
