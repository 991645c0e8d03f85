// SPDX-License-Identifier: MIT
#include <array>
#include <cstdlib>
#include <doctest/doctest.h>
#include <random>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>
#include <xmmintrin.h>

using namespace rondo;
using test::ConstantNode;
using test::CounterNode;
using test::MemoryNode;

namespace {

/// Input ports of two widths, a sum of many, a fan-out and a chain of filters, with events.
struct Mixture {
    explicit Mixture(std::uint32_t maximumFrames)
        : pair(graph::makeGraph({.maximumFrames = maximumFrames, .inputChannels = 2, .outputChannels = 2},
                                std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair.control.edit();
        const auto first = edit.add(std::make_unique<MemoryNode>(2, 0.9f), "first");
        edit.connectToInput(first);
        edit.connectToOutput(first);
        auto before = first;
        for (int turn = 0; turn < 20; ++turn) {
            const auto next = edit.add(std::make_unique<MemoryNode>(2, 0.3f), "next");
            const auto constant =
                edit.add(std::make_unique<ConstantNode>(0.01f * static_cast<float>(turn), 2), "c");
            edit.connect(before, 0, next, 0);
            edit.connect(constant, 0, next, 0);
            edit.connectToOutput(next);
            if (turn % 3 == 0)
                edit.connectToInput(next);
            before = next;
            constants.push_back(constant);
        }
        REQUIRE(edit.commit());
        for (int turn = 0; turn < 20; ++turn)
            REQUIRE(pair.control.setParameterAt(turn * turn * 13, constants[static_cast<std::size_t>(turn)], 0,
                                                0.5f / static_cast<float>(turn + 1)));
    }
    graph::Graph pair;
    std::vector<graph::NodeId> constants;
};

std::vector<float> render(const std::vector<std::uint32_t>& blocks, std::uint32_t maximumFrames) {
    constexpr std::uint32_t total = 8192;
    Mixture mixture(maximumFrames);
    audio::AudioBuffer input(2, total);
    std::mt19937 numbers(5);
    for (std::uint32_t frame = 0; frame < total; ++frame)
        for (std::uint32_t channel = 0; channel < 2; ++channel)
            input.block().channel(channel)[frame] = static_cast<float>(numbers() % 2000) / 1000 - 1;
    audio::AudioBuffer output(2, total);
    std::uint32_t done = 0;
    for (std::size_t turn = 0; done < total; ++turn) {
        const auto frames = std::min(blocks[turn % blocks.size()], total - done);
        mixture.pair.processor.process(input.block().frames(done, frames), output.block().frames(done, frames),
                                       done);
        done += frames;
    }
    std::vector<float> samples(output.block().channel(0).begin(), output.block().channel(0).end());
    samples.insert(samples.end(), output.block().channel(1).begin(), output.block().channel(1).end());
    return samples;
}

} // namespace

TEST_CASE("the samples do not depend on how the stream is cut into blocks") {
    const auto expected = render({64}, 4096);
    CHECK(std::ranges::any_of(expected, [](float sample) { return sample != 0; }));
    for (const std::uint32_t block : {1u, 7u, 32u, 500u, 4096u, 8192u}) {
        CAPTURE(block);
        CHECK(render({block}, 4096) == expected);
        CHECK(render({block}, 100) == expected);
    }
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    std::vector<std::uint32_t> blocks(100);
    for (auto& block : blocks)
        block = static_cast<std::uint32_t>(1 + numbers() % 300);
    CHECK(render(blocks, 4096) == expected);
}

TEST_CASE("a block in which input and output share their memory is processed as if they did not") {
    auto pair =
        graph::makeGraph({.inputChannels = 2, .outputChannels = 2}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    edit.connect(graph::graphInput, 0, graph::graphOutput, 0);
    edit.connectToOutput(edit.add(std::make_unique<ConstantNode>(1.0f, 2), "one"));
    REQUIRE(edit.commit());
    audio::AudioBuffer shared(2, 4);
    std::ranges::fill(shared.block().channel(0), 10.0f);
    std::ranges::fill(shared.block().channel(1), 20.0f);
    std::array<float*, 2> swapped{shared.block().channel(1).data(), shared.block().channel(0).data()};
    pair.processor.process(shared.block(), audio::AudioBlock(swapped.data(), 2, 4), 0);
    CHECK(swapped[0][3] == 11);
    CHECK(swapped[1][3] == 21);
}

TEST_CASE("channels beyond the graph's are cleared and missing ones count as silence") {
    auto pair =
        graph::makeGraph({.inputChannels = 2, .outputChannels = 2}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    edit.connect(graph::graphInput, 0, graph::graphOutput, 0);
    REQUIRE(edit.commit());
    audio::AudioBuffer input(1, 4);
    std::ranges::fill(input.block().channel(0), 3.0f);
    audio::AudioBuffer output(3, 4);
    std::ranges::fill(output.block().channel(1), 9.0f);
    std::ranges::fill(output.block().channel(2), 9.0f);
    pair.processor.process(input.block(), output.block(), 0);
    CHECK(output.block().channel(0)[3] == 3);
    CHECK(output.block().channel(1)[3] == 0);
    CHECK(output.block().channel(2)[3] == 0);
    pair.processor.process({}, output.block(), 4);
    CHECK(output.block().channel(0)[3] == 0);
    pair.processor.process({}, {}, 8);
    CHECK(pair.control.statistics().blocks == 3);
}

TEST_CASE("denormals are flushed inside a block and the caller's rounding is given back") {
    class Denormal final : public graph::Node {
    public:
        graph::NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
        void prepare(const graph::PrepareContext&) override {}
        void process(const graph::ProcessContext& context) noexcept override {
            volatile float small = 1e-20f; // its square is a denormal
            for (auto& sample : context.output().channel(0))
                sample = small * small;
        }
    };
    auto pair = graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    edit.connectToOutput(edit.add(std::make_unique<Denormal>(), "denormal"));
    REQUIRE(edit.commit());
    const auto before = _mm_getcsr();
    volatile float small = 1e-20f;
    const float here = small * small;
    CHECK(here != 0);
    CHECK(test::Player(pair.processor, 1).block(1)[0] == std::vector<float>{0});
    CHECK((_mm_getcsr() & 0xffc0u) == (before & 0xffc0u));
}
