// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/send_node.h>

using namespace rondo;
using nodes::SendNode;
using test::SingleNode;

TEST_CASE("a send starts closed and opens in a straight line from its frame on") {
    SingleNode node(std::make_unique<SendNode>(nodes::SendOptions{.width = 1}));
    node.setAt(100, SendNode::level, 0);
    const auto sent = node.play({std::vector<float>(1000, 1.0f)}, 1000)[0];
    CHECK(sent[99] == 0);
    CHECK(sent[100] == doctest::Approx(1.0 / 480));
    CHECK(sent[579] == 1);
}

TEST_CASE("a send that is switched off keeps its level, also one that is turned meanwhile") {
    SingleNode node(
        std::make_unique<SendNode>(nodes::SendOptions{.width = 1, .level = {-6.0206}, .smoothing = {0}}));
    node.setAt(1, SendNode::on, 0);
    node.setAt(2, SendNode::on, 1);
    node.setAt(3, SendNode::on, 0);
    node.setAt(4, SendNode::level, 0);
    node.setAt(5, SendNode::on, 1);
    const auto sent = node.play({std::vector<float>(6, 1.0f)}, 6)[0];
    CHECK(sent[0] == doctest::Approx(0.5));
    CHECK(sent[1] == 0);
    CHECK(sent[2] == doctest::Approx(0.5));
    CHECK(sent[4] == 0);
    CHECK(sent[5] == 1);
}

TEST_CASE("where a send is connected makes it pre- or post-fader, and the sends meet in the return's input") {
    auto pair =
        graph::makeGraph({.inputChannels = 1, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto fader =
        edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1, .gain = {-20}}), "fader");
    const nodes::SendOptions open{.width = 1, .level = {0}};
    const auto pre = edit.add(std::make_unique<SendNode>(open), "pre");
    const auto post = edit.add(std::make_unique<SendNode>(open), "post");
    const auto back = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}), "return");
    edit.connectToInput(fader);
    edit.connectToInput(pre);
    edit.connect(fader, 0, post, 0);
    edit.connect(pre, 0, back, 0);
    edit.connect(post, 0, back, 0);
    edit.connectToOutput(fader);
    edit.connectToOutput(back);
    REQUIRE(edit.commit());
    test::Player player(pair.processor, 1);
    const float one[] = {1};
    const float* const channels[] = {one};
    CHECK(player.block(1, audio::ConstAudioBlock(channels, 1, 1))[0][0] == doctest::Approx(1.2));
}
