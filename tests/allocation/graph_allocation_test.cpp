// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <memory>
#include <optional>
#include <rondo/graph/graph_control.h>
#include <support/event_probes.h>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;
using namespace rondo::test;

namespace {

/// A source, two factors after it and one beside them, which plays.
struct Playing {
    Graph graph = makeGraph({.maximumFrames = 16, .outputChannels = 1, .flightRecords = 16},
                            std::make_shared<concurrency::Reclaimer>());
    Player player{graph.processor, 1};
    NodeId source, first, second, beside;

    Playing() {
        auto edit = graph.control.edit();
        source = edit.add(std::make_unique<ConstantNode>(1.0f), "source");
        first = edit.add(std::make_unique<FactorNode>(2.0f), "first");
        second = edit.add(std::make_unique<FactorNode>(3.0f), "second");
        beside = edit.add(std::make_unique<FactorNode>(10.0f), "beside");
        edit.connect(source, 0, first, 0);
        edit.connect(first, 0, second, 0);
        edit.connect(source, 0, beside, 0);
        edit.connectToOutput(second);
        edit.connectToOutput(beside);
        CLAIM(edit.commit());
        CLAIM(heard() == 16);
    }
    float heard() {
        for (int block = 0; block < 80; ++block) // longer than two fades
            player.block(16);
        return player.block(16)[0][15];
    }
    std::string told() const { return toDot(graph.control.picture()); }
};

/// Beside the others, with a node that doubles the source.
NodeGroup addGroup(const Playing& playing, GraphEdit& edit) {
    const auto group = edit.addGroup("group", {.inputs = {{"in", 1}}, .outputs = {{"out", 1}}});
    const auto inside = edit.add(std::make_unique<FactorNode>(2.0f), "inside", group.node);
    edit.connect(group.input, 0, inside, 0);
    edit.connect(inside, 0, group.output, 0);
    edit.connect(playing.source, 0, group.node, 0);
    edit.connectToOutput(group.node);
    return group;
}

/// `note` writes an edit down; its commit fails at every allocation, one after the other, and is made again.
template <class Note>
void sweepCommit(const char* name, float after, Note note) {
    sweep(name, [&](Attempt& attempt) {
        Playing playing;
        const auto before = playing.told();
        auto edit = playing.graph.control.edit();
        note(playing, edit);
        if (!attempt([&] { CLAIM(edit.commit()); })) {
            CLAIM(playing.told() == before);
            CLAIM(playing.heard() == 16);
            CLAIM(edit.commit());
        }
        CLAIM(playing.heard() == after);
        CLAIM(playing.told() != before);
    });
}

} // namespace

TEST_CASE("an edit for which there is no memory leaves the graph and itself as they were") {
    sweepCommit("commit: insert a node", 70, [](Playing& playing, GraphEdit& edit) {
        const auto added = edit.add(std::make_unique<FactorNode>(10.0f), "added");
        edit.disconnect(playing.second, 0, graphOutput, 0);
        edit.connect(playing.second, 0, added, 0);
        edit.connectToOutput(added);
    });
    sweepCommit("commit: remove nodes", 1, [](Playing& playing, GraphEdit& edit) {
        edit.remove(playing.second);
        edit.remove(playing.beside);
        edit.connectToOutput(playing.source);
    });
    sweepCommit("commit: change a latency", 16,
                [](Playing& playing, GraphEdit& edit) { edit.setLatency(playing.first, 7); });
    sweepCommit("commit: bypass a node", 13,
                [](Playing& playing, GraphEdit& edit) { edit.bypass(playing.first); });
    sweepCommit("commit: add a group with a node", 18,
                [](Playing& playing, GraphEdit& edit) { static_cast<void>(addGroup(playing, edit)); });
    sweepCommit("commit: change places, which takes two fades", 16, [](Playing& playing, GraphEdit& edit) {
        edit.disconnect(playing.source, 0, playing.first, 0);
        edit.disconnect(playing.first, 0, playing.second, 0);
        edit.disconnect(playing.second, 0, graphOutput, 0);
        edit.connect(playing.source, 0, playing.second, 0);
        edit.connect(playing.second, 0, playing.first, 0);
        edit.connectToOutput(playing.first);
    });
}

TEST_CASE("a bypass of a group for which there is no memory, and its removal, can be made again") {
    sweep("commit: bypass a group, then remove it", [](Attempt& attempt) {
        Playing playing;
        auto edit = playing.graph.control.edit();
        const auto group = addGroup(playing, edit);
        CLAIM(edit.commit());
        CLAIM(playing.heard() == 18);
        edit.bypass(group.node);
        if (!attempt([&] { CLAIM(edit.commit()); })) {
            CLAIM(playing.heard() == 18);
            CLAIM(edit.commit());
        }
        CLAIM(playing.heard() == 17);
        edit.remove(group.node);
        if (!attempt([&] { CLAIM(edit.commit()); })) {
            CLAIM(playing.heard() == 17);
            CLAIM(edit.commit());
        }
        CLAIM(playing.heard() == 16);
        CLAIM(playing.graph.control.nodeCount() == 4);
    });
}

TEST_CASE("event edges and curves of an edit for which there is no memory are not there, and then are") {
    sweep("commit: event edges and a curve", [](Attempt& attempt) {
        Playing playing;
        const auto before = playing.told();
        auto edit = playing.graph.control.edit();
        const auto sender = edit.add(std::make_unique<EventSourceNode>(std::vector<StreamEvent>{}), "sender");
        const auto slow = edit.add(std::make_unique<EventThruNode>(1, 5), "slow");
        const auto both = edit.add(std::make_unique<EventThruNode>(), "both");
        edit.connectEvents(sender, 0, slow, 0);
        edit.connectEvents(slow, 0, both, 0);
        edit.connectEvents(sender, 0, both, 0); // delayed
        edit.automate(playing.source, 0, *AutomationCurve::make({{0, 2}}));
        const bool done = attempt([&] { CLAIM(edit.commit()); });
        if (!done) {
            CLAIM(playing.told() == before);
            auto other = playing.graph.control.edit();
            other.disconnect(playing.beside, 0, graphOutput, 0);
            CLAIM(other.commit());
            CLAIM(playing.heard() == 6);
            CLAIM(edit.commit());
        }
        CLAIM(playing.heard() == (done ? 32 : 12));
    });
}

TEST_CASE(
    "a replaced edit that waits to be heard, and the one for which there is no memory, are both made in the "
    "end") {
    sweep("commit: after one that waits", [](Attempt& attempt) {
        Playing playing;
        auto edit = playing.graph.control.edit();
        edit.disconnect(playing.beside, 0, graphOutput, 0);
        CLAIM(edit.commit());
        edit.remove(playing.beside);
        edit.connectToOutput(playing.source);
        if (!attempt([&] { CLAIM(edit.commit()); }))
            CLAIM(edit.commit());
        CLAIM(playing.heard() == 7);
        CLAIM(playing.graph.control.nodeCount() == 3);
    });
}
