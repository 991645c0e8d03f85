// SPDX-License-Identifier: MIT
#include "workspace_fixture.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <host/gui/transport_bar.h>
#include <host/gui/value_text.h>
#include <limits>
#include <vector>

using namespace rondo;
using host::CommandId;

namespace {

juce::Button& button(juce::Component& parent, const juce::String& tooltip) {
    for (auto* child : parent.getChildren())
        if (auto* found = dynamic_cast<juce::Button*>(child);
            found != nullptr && found->getTooltip() == tooltip)
            return *found;
    FAIL("there is no button '" << tooltip << "'");
    std::abort();
}

} // namespace

TEST_CASE("Times are minutes and seconds, with hours where there are some") {
    CHECK(host::ValueText::time({0}) == "0:00.00");
    CHECK(host::ValueText::time({12.34}) == "0:12.34");
    CHECK(host::ValueText::time({12.349}) == "0:12.34");
    CHECK(host::ValueText::time({59.999}) == "0:59.99");
    CHECK(host::ValueText::time({225}) == "3:45.00");
    CHECK(host::ValueText::time({3723.45}) == "1:02:03.45");
    CHECK(host::ValueText::time({-1}) == "0:00.00");
    CHECK(host::ValueText::time({std::numeric_limits<double>::quiet_NaN()}) == "0:00.00");
}

TEST_CASE("The bar shows the session's name, and a dot while there is something to save") {
    test::WorkspaceFixture fixture;
    host::TransportBar bar(fixture.workspace);
    test::WorkspaceFixture::show(bar, 1180, host::TransportBar::height);
    bar.sessionReplaced();
    auto& title = button(bar, "The session and its menu");
    CHECK(bar.titleText() == "Untitled");
    CHECK(title.getTitle() == "Untitled");
    REQUIRE(fixture.workspace.edits().rename("First"));
    bar.sessionChanged({});
    CHECK(title.getTitle() == "Untitled, not saved");
    test::WorkspaceFixture::picture(bar, "transport_dirty");
    REQUIRE(fixture.workspace.saveAs(fixture.folder / "A song with a very long name that does not fit.rondo"));
    bar.showTitle();
    CHECK(title.getTitle() == "A song with a very long name that does not fit");
    bar.setSize(760, host::TransportBar::height);
    test::WorkspaceFixture::picture(bar, "transport_small");
}

TEST_CASE("The bar says so when no device is open, and leads to its page") {
    test::WorkspaceFixture fixture;
    host::TransportBar bar(fixture.workspace);
    std::vector<CommandId> commands;
    bar.onCommand = [&](CommandId id) { commands.push_back(id); };
    bar.setSize(1180, host::TransportBar::height);
    bar.tick();
    CHECK(bar.deviceText() == "No device");
    CHECK(bar.positionText() == "0:00.00");
    button(bar, "The audio device (F4)").onClick();
    button(bar, "Play or stop (Space)").onClick();
    button(bar, "To the beginning (Home)").onClick();
    button(bar, "Loop (L)").onClick();
    button(bar, "Capture what is heard (R)").onClick();
    CHECK(commands == std::vector{CommandId::devicePage, CommandId::playOrStop, CommandId::toBeginning,
                                  CommandId::loop, CommandId::capture});
}

TEST_CASE("The loop's button follows the session") {
    test::WorkspaceFixture fixture;
    host::TransportBar bar(fixture.workspace);
    bar.tick();
    CHECK_FALSE(button(bar, "Loop (L)").getToggleState());
    REQUIRE(fixture.workspace.edits().setLoop({1}, {2}, true));
    bar.tick();
    CHECK(button(bar, "Loop (L)").getToggleState());
}

TEST_CASE("Nothing in the bar overlaps, from the smallest width on") {
    test::WorkspaceFixture fixture;
    host::TransportBar bar(fixture.workspace);
    for (const int width : {760, 1180, 3000}) {
        bar.setSize(width, host::TransportBar::height);
        int right = 0;
        std::vector<juce::Rectangle<int>> places;
        for (auto* child : bar.getChildren())
            places.push_back(child->getBounds());
        std::ranges::sort(places, {}, [](const auto& place) { return place.getX(); });
        for (const auto& place : places) {
            CHECK(place.getX() >= right);
            CHECK(place.getWidth() >= 40);
            right = place.getRight();
        }
        CHECK(right <= width);
    }
}
