// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <random>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// 1 at frame 0. Mono.
class ClickNode final : public Node {
public:
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame)
            context.output().channel(0)[frame] = context.streamFrame() + frame == 0 ? 1.0f : 0.0f;
    }
};

Graph loop(std::uint32_t frames) {
    auto graph =
        makeGraph({.maximumFrames = 4096, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto click = edit.add(std::make_unique<ClickNode>(), "click");
    const auto half = edit.add(std::make_unique<test::FactorNode>(0.5f), "half");
    edit.connect(click, 0, half, 0);
    edit.connect(half, 0, half, 0, {.compensate = true, .feedbackFrames = frames});
    edit.connectToOutput(half);
    REQUIRE(edit.commit());
    return graph;
}

} // namespace

TEST_CASE("a feedback edge delays by exactly as many frames as it says, for every block size") {
    std::mt19937 numbers(7);
    for (const std::uint32_t delay : {1u, 2u, 63u, 64u, 100u, 5000u})
        for (const std::uint32_t blocks : {1u, 64u, 500u, 4096u, 0u}) {
            auto graph = loop(delay);
            test::Player player(graph.processor, 1);
            std::vector<float> heard;
            while (heard.size() < 3 * delay + 10) {
                const auto block =
                    player.block(blocks != 0 ? blocks : static_cast<std::uint32_t>(1 + numbers() % 300))[0];
                heard.insert(heard.end(), block.begin(), block.end());
            }
            float expected = 0.5f;
            for (std::size_t frame = 0; frame < 3 * delay + 10; ++frame) {
                const bool echo = frame % delay == 0;
                REQUIRE(heard[frame] == (echo ? expected : 0.0f));
                expected *= echo ? 0.5f : 1.0f;
            }
        }
}

TEST_CASE(
    "a circle without a feedback edge is refused, one with it is not, and the loop goes when its edge goes") {
    auto graph = makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto first = edit.add(std::make_unique<test::FactorNode>(0.5f), "first");
    const auto second = edit.add(std::make_unique<test::FactorNode>(0.5f), "second");
    edit.connect(first, 0, second, 0);
    edit.connect(second, 0, first, 0);
    const auto refused = edit.commit();
    REQUIRE(!refused);
    CHECK(refused.error().text.find("'first'") != std::string::npos);
    CHECK(refused.error().text.find("'second'") != std::string::npos);
    edit.disconnect(second, 0, first, 0);
    edit.connect(second, 0, first, 0, {.compensate = true, .feedbackFrames = 64});
    REQUIRE(edit.commit());
    edit.disconnect(second, 0, first, 0);
    REQUIRE(edit.commit());
    edit.connect(second, 0, first, 0, {.compensate = true, .feedbackFrames = 65537});
    CHECK(edit.commit().error().text.find("65537") != std::string::npos);
}

TEST_CASE("a feedback edge that becomes a plain one orders its ends anew, whatever else the edit does") {
    const auto render = [](bool edited) {
        auto graph =
            makeGraph({.maximumFrames = 64, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        // `last` stands before `first` in the order as long as only the feedback edge leads the other way.
        const auto last = edit.add(std::make_unique<test::FactorNode>(2.0f), "last");
        const auto first = edit.add(std::make_unique<test::FactorNode>(3.0f), "first");
        const auto source = edit.add(std::make_unique<test::CounterNode>(), "source");
        edit.connectToOutput(last);
        edit.connect(source, 0, first, 0);
        if (edited)
            edit.connect(last, 0, first, 0);
        edit.connect(first, 0, last, 0, {.feedbackFrames = edited ? 64u : 0u});
        REQUIRE(edit.commit());
        test::Player player(graph.processor, 1);
        player.block(64);
        if (edited) {
            edit.connectToOutput(first); // an edit whose order the next one goes on from
            REQUIRE(edit.commit());
        }
        for (int block = 0; block < 10; ++block)
            player.block(64);
        if (edited) {
            edit.disconnect(first, 0, graphOutput, 0);
            edit.disconnect(last, 0, first, 0);
            edit.disconnect(first, 0, last, 0);
            edit.connect(first, 0, last, 0);
            REQUIRE(edit.commit());
        }
        for (int block = 0; block < 100; ++block)
            player.block(64);
        return player.block(64);
    };
    CHECK(render(true) == render(false));
}
