// SPDX-License-Identifier: MIT
#include "single_node.h"

#include <rondo/nodes/external_node.h>

using namespace rondo;

namespace {

/// A foreign effect: adds its parameter, and swaps the channels.
struct Foreign {
    float added = 0;
    double rate = 0;
    std::uint32_t maximumFrames = 0;
    std::vector<std::int64_t> frames = std::vector<std::int64_t>(64, -1);
    std::size_t calls = 0;
    int destroyed = 0;
    bool destroyedInCallback = false;
    bool inCallback = false;
    bool noInput = false;

    static void process(void* user, const float* const* inputs, float* const* outputs, std::uint32_t count,
                        std::int64_t streamFrame) {
        auto& self = *static_cast<Foreign*>(user);
        self.inCallback = true;
        self.frames[self.calls++] = streamFrame;
        self.noInput = inputs == nullptr;
        for (std::uint32_t frame = 0; frame < count; ++frame)
            for (int channel = 0; channel < 2; ++channel)
                outputs[channel][frame] = self.added + (inputs == nullptr ? 0 : inputs[1 - channel][frame]);
        self.inCallback = false;
    }
    static void setParameter(void* user, std::uint32_t parameter, float value) {
        CHECK(parameter == 0);
        static_cast<Foreign*>(user)->added = value;
    }
    static void prepare(void* user, double rate, std::uint32_t maximumFrames) {
        static_cast<Foreign*>(user)->rate = rate;
        static_cast<Foreign*>(user)->maximumFrames = maximumFrames;
    }
    static void destroy(void* user) {
        ++static_cast<Foreign*>(user)->destroyed;
        static_cast<Foreign*>(user)->destroyedInCallback = static_cast<Foreign*>(user)->inCallback;
    }
    nodes::ExternalCallbacks callbacks() { return {process, setParameter, prepare, destroy, this}; }
};

} // namespace

TEST_CASE("a foreign callback gets channels, frames, the stream's frame and parameters at their frame") {
    Foreign foreign;
    {
        test::SingleNode node(std::make_unique<nodes::ExternalNode>(
            foreign.callbacks(), nodes::ExternalOptions{.parameters = {{"added", "", 0, 10, 0}}}));
        CHECK(foreign.rate == 48000);
        CHECK(foreign.maximumFrames == 4096);
        node.setAt(3, 0, 10);
        const auto samples = node.play({{1, 2, 3, 4, 5, 6}, {-1, -2, -3, -4, -5, -6}}, 6, 4);
        CHECK(samples[0] == std::vector<float>{-1, -2, -3, 6, 5, 4});
        CHECK(samples[1] == std::vector<float>{1, 2, 3, 14, 15, 16});
        CHECK(foreign.calls == 3);
        CHECK(std::ranges::equal(std::span(foreign.frames).first(3), std::vector<std::int64_t>{0, 3, 4}));
        CHECK(foreign.destroyed == 0);
    }
    CHECK(foreign.destroyed == 1);
}

TEST_CASE("a removed foreign node is destroyed once and never by the callback") {
    Foreign foreign;
    test::SingleNode node(std::make_unique<nodes::ExternalNode>(foreign.callbacks(), nodes::ExternalOptions{}));
    const std::vector<std::vector<float>> input(2, std::vector<float>(64, 0.5f));
    node.play(input, 64);
    auto edit = node.pair->control.edit();
    edit.remove(node.id);
    REQUIRE(edit.commit());
    node.play(input, 64);
    CHECK(foreign.destroyed == 0);
    for (int block = 0; block < 8; ++block)
        node.play(input, 64); // fades the node out, and retires it
    const auto calls = foreign.calls;
    for (int turn = 0; turn < 3; ++turn) {
        auto another = node.pair->control.edit();
        another.add(std::make_unique<test::ConstantNode>(1.0f), "another");
        REQUIRE(another.commit());
        node.play(input, 64);
    }
    CHECK(foreign.destroyed == 1);
    CHECK_FALSE(foreign.destroyedInCallback);
    CHECK(foreign.calls == calls);
}

TEST_CASE("a foreign source has no input, and its array of inputs is null") {
    Foreign foreign;
    foreign.added = 0.25f;
    test::SingleNode node(
        std::make_unique<nodes::ExternalNode>(foreign.callbacks(), nodes::ExternalOptions{.inputWidth = 0}));
    CHECK(node.play(2)[1] == std::vector<float>{0.25f, 0.25f});
    CHECK(foreign.noInput);
}

TEST_CASE("a foreign node that cannot be is refused and leaves its user to the caller") {
    Foreign foreign;
    auto callbacks = foreign.callbacks();
    CHECK_THROWS_AS(nodes::ExternalNode(callbacks, {.outputWidth = 65}), base::Failure);
    CHECK_THROWS_AS(nodes::ExternalNode(callbacks, {.inputWidth = 0, .outputWidth = 0}), base::Failure);
    callbacks.setParameter = nullptr;
    CHECK_THROWS_AS(nodes::ExternalNode(callbacks, {.parameters = {{"added", "", 0, 10, 0}}}), base::Failure);
    callbacks.process = nullptr;
    CHECK_THROWS_AS(nodes::ExternalNode(callbacks, {}), base::Failure);
    CHECK(foreign.destroyed == 0);
    const nodes::ExternalOptions truthful{.latency = 7, .tail = 9, .inPlace = true};
    const auto description = nodes::ExternalNode(foreign.callbacks(), truthful).describe();
    CHECK(description.latency == 7);
    CHECK(description.tail == 9);
    CHECK(description.inPlace);
    CHECK(foreign.destroyed == 1);
}
