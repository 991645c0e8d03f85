// SPDX-License-Identifier: MIT
#include <host/session/history.h>

#include <algorithm>
#include <cstdio>
#include <doctest/doctest.h>
#include <random>
#include <support/random_session.h>
#include <support/rounds.h>

using namespace rondo;
using namespace rondo::host;

namespace {

void rename(History& history, const std::string& name, GestureId gesture = {}) {
    REQUIRE(history.edit(
        "Rename", [&](SessionDocument& session) { session.name = name; }, gesture));
}

void setGain(History& history, double gain, GestureId gesture = {}) {
    const auto done = history.edit(
        "Change gain",
        [&](SessionDocument& session) {
            session.strip.change([&](StripSettings& strip) { strip.gain = {gain}; });
        },
        gesture);
    REQUIRE(done);
}

InsertId addPlugin(History& history, const std::string& state) {
    const auto id = history.newInsertId();
    REQUIRE(history.edit("Add plugin", [&](SessionDocument& session) {
        session.inserts.emplace_back(Insert{id, HostedPlugin{"LV2", "x", "x", "", {{"p", 0}}, Shared(state)}});
    }));
    return id;
}

double gainOf(const History& history) { return history.document().strip->gain.value; }

} // namespace

TEST_CASE(
    "Undo of all edits gives the first document and redo of all the last one, through every one between") {
    const char* given = std::getenv("RONDO_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::fprintf(stderr, "RONDO_SEED=%llu\n", static_cast<unsigned long long>(seed));
    for (std::uint64_t round = 0; round < static_cast<std::uint64_t>(test::rounds(100)); ++round) {
        CAPTURE(seed);
        CAPTURE(round);
        test::RandomSession random(seed + round);
        History history(random.draw());
        SessionDocument follower = history.document(); // an audio side that only hears of changes
        history.listen([&](const SessionChange& change) {
            CHECK(change == compare(follower, history.document()));
            follower = history.document();
        });
        std::vector<SessionDocument> documents{history.document()};
        std::vector<std::string> names{""};
        for (int step = 0; step < 60; ++step) {
            const auto name = "edit " + std::to_string(step);
            REQUIRE(history.edit(
                name, [&](SessionDocument& session) { random.edit(session, history.newInsertId()); }));
            if (!(history.document() == documents.back())) {
                documents.push_back(history.document());
                names.push_back(name);
            }
            CHECK(history.undoSteps() == documents.size() - 1);
            for (auto back = random.upTo(8) == 0 ? random.upTo(documents.size()) : 0; back > 0; --back) {
                REQUIRE(history.undo());
                documents.pop_back();
                names.pop_back();
            }
            CHECK(history.document() == documents.back());
        }
        while (history.redo()) {
            documents.push_back(history.document());
            names.emplace_back(*history.undoName());
        }
        for (auto index = documents.size() - 1; index > 0; --index) {
            CHECK(history.undoName() == names[index]);
            REQUIRE(history.undo());
            CHECK(history.redoName() == names[index]);
            CHECK(history.document() == documents[index - 1]);
        }
        CHECK(!history.undo());
        CHECK(!history.undoName());
        for (std::size_t index = 1; index < documents.size(); ++index) {
            REQUIRE(history.redo());
            CHECK(history.document() == documents[index]);
        }
        CHECK(!history.redo());
        CHECK(follower == history.document());
    }
}

TEST_CASE("A new edit forgets what was undone") {
    History history{{}};
    rename(history, "a");
    rename(history, "b");
    REQUIRE(history.undo());
    setGain(history, -3);
    CHECK(!history.redo());
    CHECK(history.undoSteps() == 2);
    REQUIRE(history.undo());
    CHECK(history.document().name == "a");
}

TEST_CASE("The moves of one gesture are one step, those of two are two") {
    History history{{}};
    const auto first = history.newGesture();
    for (const double gain : {-1.0, -2.0, -3.0})
        setGain(history, gain, first);
    const auto second = history.newGesture();
    for (const double gain : {-4.0, -5.0})
        setGain(history, gain, second);
    setGain(history, -6);
    setGain(history, -7);
    CHECK(history.undoSteps() == 4);
    std::vector<double> gains;
    while (history.undo())
        gains.push_back(gainOf(history));
    CHECK(gains == std::vector<double>{-6, -5, -3, 0});
}

TEST_CASE("A gesture that ends where it began leaves no step") {
    History history{{}};
    rename(history, "a");
    const auto gesture = history.newGesture();
    setGain(history, -1, gesture);
    REQUIRE(history.show([](SessionView& view) { view.position = {3}; }));
    setGain(history, 0, gesture);
    CHECK(history.undoSteps() == 1);
    CHECK(history.document().view->position.value == 3);
    setGain(history, -2, gesture);
    REQUIRE(history.undo());
    CHECK(history.document().name == "a");
}

TEST_CASE("A gesture that was undone does not go on in the step before it") {
    History history{{}};
    const auto gesture = history.newGesture();
    setGain(history, -1, gesture);
    REQUIRE(history.undo());
    REQUIRE(history.redo());
    setGain(history, -2, gesture);
    CHECK(history.undoSteps() == 2);
}

TEST_CASE("An edit that changes nothing, fails or throws leaves everything as it was") {
    History history{{}};
    rename(history, "a");
    REQUIRE(history.undo());
    int told = 0;
    history.listen([&](const SessionChange&) { ++told; });
    rename(history, "");
    const auto refused = history.edit("Gain", [](SessionDocument& session) {
        session.strip.change([](StripSettings& strip) { strip.gain = {25}; });
    });
    REQUIRE(!refused);
    CHECK(refused.error().text ==
          "the edit at /strip/gain: a number from -144 to 24 dB was expected and 25 was found; "
          "correct it.");
    CHECK_THROWS_AS(static_cast<void>(history.edit("Throw",
                                                   [](SessionDocument& session) {
                                                       session.name = "b";
                                                       throw std::runtime_error("no");
                                                   })),
                    std::runtime_error);
    CHECK(told == 0);
    CHECK(history.document().name.empty());
    CHECK(history.redoSteps() == 1);
}

TEST_CASE("A history is dirty exactly when its document differs from the saved one") {
    History history{{}};
    CHECK(!history.isDirty());
    rename(history, "a");
    CHECK(history.isDirty());
    history.markSaved();
    CHECK(!history.isDirty());
    REQUIRE(history.undo());
    CHECK(history.isDirty());
    REQUIRE(history.redo());
    CHECK(!history.isDirty());
    REQUIRE(history.undo());
    rename(history, "b");
    CHECK(history.isDirty());
    rename(history, "a");
    CHECK(!history.isDirty());
    REQUIRE(history.show([](SessionView& view) { view.position = {9}; }));
    CHECK(!history.isDirty());
    history.markUnsaved();
    CHECK(history.isDirty());
}

TEST_CASE("Undo leaves the transport and the windows where they are") {
    History history{{}};
    const auto id = addPlugin(history, "");
    REQUIRE(history.show([&](SessionView& view) { view.windows[id] = {10, 20, 300, 200, true, {}}; }));
    rename(history, "a");
    REQUIRE(history.show([&](SessionView& view) { view.position = {5}; }));
    CHECK(history.undoSteps() == 2);
    REQUIRE(history.undo());
    CHECK(history.document().view->position.value == 5);
    REQUIRE(history.undo());
    CHECK(history.document().inserts.empty());
    REQUIRE(history.redo());
    CHECK(history.document().view->windows.at(id).x == 10);
    REQUIRE(history.edit("Move", [](SessionDocument& session) {
        session.view.change([](SessionView& view) { view.position = {6}; });
    }));
    CHECK(history.undoSteps() == 1);
    CHECK(history.redoSteps() == 1);
}

TEST_CASE("What is learned of a plugin comes back with it") {
    History history{{}};
    const auto id = addPlugin(history, "made");
    const auto stateOf = [&] { return *std::get<HostedPlugin>(history.document().find(id)->content).state; };
    REQUIRE(history.amend([&](SessionDocument& session) {
        session.change(id, [](Insert& insert) {
            std::get<HostedPlugin>(insert.content).state = Shared(std::string("turned"));
        });
    }));
    CHECK(history.undoSteps() == 1);
    REQUIRE(history.edit("Remove", [](SessionDocument& session) { session.inserts.clear(); }));
    REQUIRE(history.undo());
    CHECK(stateOf() == "turned");
    REQUIRE(history.undo());
    REQUIRE(history.redo());
    CHECK(stateOf() == "turned");
    CHECK(history.redoSteps() == 1);
}

TEST_CASE("Listeners hear of inserts by id") {
    History history{{}};
    SessionChange last;
    const auto listener = history.listen([&](const SessionChange& change) { last = change; });
    const auto first = addPlugin(history, "");
    CHECK(last == SessionChange{.added = {first}});
    const auto second = addPlugin(history, "");
    CHECK(second != first);
    REQUIRE(history.edit("Swap",
                         [](SessionDocument& session) { std::swap(session.inserts[0], session.inserts[1]); }));
    CHECK(last == SessionChange{.order = true});
    REQUIRE(history.edit("Both", [&](SessionDocument& session) {
        session.change(first, [](Insert& insert) {
            std::get<HostedPlugin>(insert.content).parameters = {{"q", 1}};
        });
        session.change(second, [](Insert& insert) {
            insert.bypass = true;
            std::get<HostedPlugin>(insert.content).state = Shared(std::string("s"));
        });
    }));
    CHECK(last == SessionChange{.changed = {{.id = second, .state = true, .bypass = true},
                                            {.id = first, .parameters = {"q", "p"}}}});
    REQUIRE(history.edit("Replace", [&](SessionDocument& session) {
        session.change(first, [](Insert& insert) { insert.content = OwnNode{"gain"}; });
        session.inserts.erase(session.inserts.begin());
    }));
    CHECK(last == SessionChange{.removed = {second}, .changed = {{.id = first, .content = true}}});
    REQUIRE(history.undo());
    CHECK(last == SessionChange{.added = {second}, .changed = {{.id = first, .content = true}}});
    REQUIRE(history.show([&](SessionView& view) { view.windows[first].x = 1; }));
    CHECK(last == SessionChange{.changed = {{.id = first, .window = true}}});
    history.unlisten(listener);
    rename(history, "x");
    CHECK(!last.name);
}

TEST_CASE("The id of a removed insert is not used again") {
    History history{{}};
    const auto first = addPlugin(history, "");
    REQUIRE(history.undo());
    rename(history, "x");
    CHECK(addPlugin(history, "") != first);
    REQUIRE(history.edit("Paste", [](SessionDocument& session) {
        session.inserts.emplace_back(Insert{{70}, OwnNode{"gain"}});
    }));
    CHECK(history.newInsertId().value == 71);
}

TEST_CASE("A listener that edits is told that it may not") {
    History history{{}};
    history.listen([&](const SessionChange&) {
        CHECK_THROWS_AS(static_cast<void>(history.edit("Again", [](SessionDocument&) {})), base::Failure);
        CHECK_THROWS_AS(history.undo(), base::Failure);
    });
    rename(history, "x");
    CHECK(history.document().name == "x");
}

TEST_CASE("A history keeps to its number of steps, and forgets the oldest") {
    History history({}, {.steps = 10});
    for (int step = 1; step <= 25; ++step)
        rename(history, std::to_string(step));
    CHECK(history.undoSteps() == 10);
    while (history.undo())
        ;
    CHECK(history.document().name == "15");
    CHECK(history.redoSteps() == 10);
}

TEST_CASE(
    "A history keeps to its bytes, shared states count once, and the document in hand is never forgotten") {
    constexpr std::size_t state = 1 << 20;
    History history({}, {.bytes = 5 * state});
    const auto id = addPlugin(history, std::string(state, 'a'));
    for (int step = 0; step < 200; ++step)
        setGain(history, -step - 1 > -100 ? -step - 1 : step % 10);
    CHECK(history.undoSteps() == 201); // all of them share the one state
    CHECK(history.bytes() < 2 * state);
    const auto setState = [&](std::size_t size, char letter) {
        REQUIRE(history.edit("State", [&](SessionDocument& session) {
            session.change(id, [&](Insert& insert) {
                std::get<HostedPlugin>(insert.content).state = Shared(std::string(size, letter));
            });
        }));
    };
    for (char letter = 'b'; letter < 'l'; ++letter)
        setState(state, letter);
    CHECK(history.bytes() <= 5 * state);
    CHECK(history.undoSteps() >= 3);
    setState(10 * state, 'z');
    CHECK(history.undoSteps() == 0);
    CHECK(std::get<HostedPlugin>(history.document().find(id)->content).state->size() == 10 * state);
}
