// SPDX-License-Identifier: MIT
#include <host/player/session_edits.h>

#include "offline_stage.h"
#include <rondo/base/error.h>

using namespace rondo;
using test::OfflineStage;

namespace {
std::vector<std::uint64_t> order(const host::History& history) {
    std::vector<std::uint64_t> ids;
    for (const auto& insert : history.document().inserts)
        ids.push_back(insert->id.value);
    return ids;
}
} // namespace

TEST_CASE("every edit is one step with a name that an undo can show") {
    OfflineStage stage;
    auto& edits = stage.edits;
    const auto name = [&] { return std::string(stage.history.undoName().value_or("")); };
    REQUIRE(edits.openFiles({"/a.wav", "/b.wav"}));
    CHECK(name() == "Open 2 files");
    REQUIRE(edits.addFiles({"/c.wav"}));
    CHECK(name() == "Add file");
    CHECK(stage.history.document().source->files.size() == 3);
    const auto filter = edits.addOwnNode("filter", 0);
    REQUIRE(filter);
    CHECK(name() == "Add Filter");
    REQUIRE(edits.bypass(*filter, true));
    CHECK(name() == "Bypass Filter");
    REQUIRE(edits.setLoop({2}, {1}, true));
    CHECK(stage.history.document().loop->start.value == 1);
    REQUIRE(edits.rename("First song"));
    REQUIRE(edits.useInput({.first = 3, .channels = 1}));
    CHECK(stage.history.document().source->files.size() == 3);
    REQUIRE(edits.setDevices(host::DeviceWishes{.output = "virtual", .rate = {}, .block = {}}));
    CHECK(stage.history.undoSteps() == 8);
    while (stage.history.undo()) {
    }
    CHECK(stage.history.document() == host::SessionDocument{});
}

TEST_CASE("inserts are put, moved and removed by their ids") {
    OfflineStage stage;
    const auto first = stage.edits.addOwnNode("gain", 0);
    const auto second = stage.edits.addOwnNode("pan", 100);
    const auto third = stage.edits.addOwnNode("filter", 1);
    REQUIRE((first && second && third));
    CHECK(order(stage.history) == std::vector{first->value, third->value, second->value});
    REQUIRE(stage.edits.move(*first, 2));
    CHECK(order(stage.history) == std::vector{third->value, second->value, first->value});
    REQUIRE(stage.edits.remove(*second));
    CHECK(order(stage.history) == std::vector{third->value, first->value});
    CHECK_FALSE(stage.edits.remove(*second));
    CHECK_FALSE(stage.edits.move(*second, 0));
    CHECK_FALSE(stage.edits.bypass(*second, true));
    CHECK_FALSE(stage.edits.setParameter(*second, "pan", 0));
    CHECK_FALSE(stage.edits.addOwnNode("time machine", 0));
}

TEST_CASE("a drag is one step, and two drags are two") {
    OfflineStage stage;
    const auto gain = stage.edits.addOwnNode("gain", 0);
    REQUIRE(gain);
    for (int drag = 0; drag < 2; ++drag) {
        const auto gesture = stage.edits.newGesture();
        for (const double value : {-1.0, -2.0, -3.0 - drag})
            REQUIRE(stage.edits.setParameter(*gain, "gain", value, gesture));
    }
    CHECK(stage.history.undoSteps() == 3);
    REQUIRE(stage.history.undo());
    CHECK(std::get<host::OwnNode>(stage.history.document().find(*gain)->content).parameters ==
          std::vector<std::pair<std::string, double>>{{"gain", -3}});
}

TEST_CASE("where a window is makes no step") {
    OfflineStage stage;
    const auto gain = stage.edits.addOwnNode("gain", 0);
    REQUIRE(gain);
    stage.edits.place(*gain, {.x = 10, .y = 20, .width = 300, .height = 200, .open = true});
    CHECK(stage.history.undoSteps() == 1);
    CHECK(stage.history.document().view->windows.at(*gain).open);
}
