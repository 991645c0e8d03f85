// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/function_node.h>

using namespace rondo;

namespace {

graph::NodeDescription oneToOne() {
    return {.inputs = {{"input", 1}},
            .outputs = {{"output", 1}},
            .parameters = {{"factor", "", -2, 2, 1}},
            .tail = 0};
}

} // namespace

TEST_CASE("a function is a node with ports, parameters at their frame and a state of its own") {
    test::SingleNode node(nodes::makeFunctionNode(
        oneToOne(), [factor = 1.0f, count = 0](const graph::ProcessContext& context) mutable noexcept {
            auto event = context.events().begin();
            for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
                for (; event != context.events().end() && event->frame == frame; ++event)
                    factor = event->value;
                context.output().channel(0)[frame] =
                    factor * context.input().channel(0)[frame] + static_cast<float>(++count);
            }
        }));
    node.setAt(3, 0, -2);
    CHECK(node.play({{10, 10, 10, 10, 10}}, 5, 2)[0] == std::vector<float>{11, 12, 13, -16, -15});
}

TEST_CASE("what a function captures dies with its node, which need not be copied") {
    auto held = std::make_shared<int>(0);
    const std::weak_ptr<int> watched = held;
    auto only = std::make_unique<int>(1);
    auto node = nodes::makeFunctionNode(
        oneToOne(), [held = std::move(held), only = std::move(only)](const graph::ProcessContext&) noexcept {});
    CHECK_FALSE(watched.expired());
    CHECK(node->describe().tail == 0);
    node.reset();
    CHECK(watched.expired());
}
