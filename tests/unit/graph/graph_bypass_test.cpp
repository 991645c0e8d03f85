// SPDX-License-Identifier: MIT
#include <cmath>
#include <doctest/doctest.h>
#include <numbers>
#include <random>
#include <support/click_meter.h>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

/// A sine of 1 kHz at -6 dBFS between two frames of the stream, silence elsewhere. Mono.
class SineNode final : public Node {
public:
    SineNode(std::int64_t begin, std::int64_t end) : begin_(begin), end_(end) {}
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        const auto to = context.output().channel(0);
        bool sounds = false;
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            const auto at = context.streamFrame() + frame;
            const bool on = at >= begin_ && at < end_;
            sounds = sounds || on;
            const double phase = 2 * std::numbers::pi / 48 * static_cast<double>(at % 48);
            to[frame] = on ? static_cast<float>(0.5 * std::sin(phase)) : 0.0f;
        }
        if (context.streamFrame() >= end_)
            context.sleep();
        else if (!sounds)
            context.setSilent();
    }

private:
    std::int64_t begin_;
    std::int64_t end_;
};

/// Turns the phase, `latency` frames late; counts its calls. Mono.
class LateNode final : public Node {
public:
    LateNode(std::uint32_t latency, double tail, int& calls)
        : past_(latency, 0.0f), tail_(tail), calls_(calls) {}
    NodeDescription describe() const override {
        return {.inputs = {{"input", 1}},
                .outputs = {{"output", 1}},
                .parameters = {{"any", "", 0, 1, 0}},
                .delivery = EventDelivery::split,
                .latency = static_cast<std::uint32_t>(past_.size()),
                .tail = tail_,
                .inPlace = true};
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        ++calls_;
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            float sample = context.input().channel(0)[frame];
            if (!past_.empty())
                std::swap(past_[next_++ % past_.size()], sample);
            context.output().channel(0)[frame] = -sample;
        }
    }

private:
    std::vector<float> past_;
    std::size_t next_ = 0;
    double tail_;
    int& calls_;
};

constexpr std::int64_t always = std::int64_t{1} << 40;

struct Setup {
    std::uint32_t latency = 0;
    double tail = endlessTail;
    std::int64_t begin = 0; ///< of the sine
    std::int64_t end = always;
    std::uint32_t workers = 0;
    bool bypassed = false; ///< from the first frame on
};

/// Sine, node, output 0; and beside it the sine once more to output 1, which no bypass may touch.
struct Strip {
    explicit Strip(const Setup& setup)
        : graph(makeGraph({.maximumFrames = 512,
                           .outputChannels = 2,
                           .workers = setup.workers,
                           .workerUse = WorkerUse::always},
                          std::make_shared<concurrency::Reclaimer>())) {
        auto edit = graph.control.edit();
        const auto sine = edit.add(std::make_unique<SineNode>(setup.begin, setup.end), "sine");
        node = edit.add(std::make_unique<LateNode>(setup.latency, setup.tail, calls), "late");
        const auto other = edit.add(std::make_unique<test::FactorNode>(0.5f), "other");
        const auto join = edit.add(std::make_unique<JoinNode>(), "join");
        edit.connect(sine, 0, node, 0);
        edit.connect(sine, 0, other, 0);
        edit.connect(node, 0, join, 0);
        edit.connect(other, 0, join, 1);
        edit.connectToOutput(join);
        edit.bypass(node, setup.bypassed);
        REQUIRE(edit.commit());
    }
    class JoinNode final : public Node {
    public:
        NodeDescription describe() const override { return {{{"a", 1}, {"b", 1}}, {{"output", 2}}, {}}; }
        void prepare(const PrepareContext&) override {}
        void process(const ProcessContext& context) noexcept override {
            for (std::uint32_t channel = 0; channel < 2; ++channel)
                std::ranges::copy(context.input(channel).channel(0), context.output().channel(channel).begin());
        }
    };
    void set(bool bypassed) {
        auto edit = graph.control.edit();
        edit.bypass(node, bypassed);
        REQUIRE(edit.commit());
    }
    void play(std::uint32_t frames, std::uint32_t longest = 100) {
        for (std::uint32_t done = 0; done < frames;) {
            const auto count = std::min(longest, frames - done);
            const auto block = player.block(count);
            for (std::size_t channel = 0; channel < 2; ++channel)
                heard[channel].insert(heard[channel].end(), block[channel].begin(), block[channel].end());
            done += count;
        }
    }

    int calls = 0;
    Graph graph;
    test::Player player{graph.processor};
    NodeId node;
    test::Render heard{2};
};

constexpr std::size_t halfPeriod = 24; ///< of the sine

test::Render channel(const Strip& strip, std::size_t number) { return {strip.heard[number]}; }

/// What the strip plays bypassed from its first frame on.
test::Render bypassed(std::uint32_t latency, std::uint32_t frames) {
    Strip strip({.latency = latency, .bypassed = true});
    strip.play(frames);
    return strip.heard;
}

} // namespace

TEST_CASE("a bypassed node passes on its input as late as it is, without a click, and is taken back so") {
    for (const std::uint32_t latency : {0u, 1u, 300u, 3000u}) {
        CAPTURE(latency);
        Strip never({.latency = latency});
        never.play(24000);
        const auto dry = bypassed(latency, 24000);
        for (std::uint32_t frame = latency; frame < 24000; ++frame)
            REQUIRE(dry[0][frame] == -never.heard[0][frame]);

        Strip strip({.latency = latency});
        strip.play(8000);
        strip.set(true);
        strip.play(8000);
        strip.set(false);
        strip.play(8000);
        // Untouched and aligned, to the bit.
        CHECK(test::compareRenders(channel(strip, 1), channel(never, 1)).text() == "the renders are the same");
        CHECK(test::clickLevel(channel(strip, 0), channel(never, 0), channel(never, 0), halfPeriod) < -80);
        const auto same = [&](const test::Render& as, std::size_t from, std::size_t to) {
            return std::equal(strip.heard[0].begin() + static_cast<std::ptrdiff_t>(from),
                              strip.heard[0].begin() + static_cast<std::ptrdiff_t>(to),
                              as[0].begin() + static_cast<std::ptrdiff_t>(from));
        };
        CHECK(same(never.heard, 0, 8000 + latency));
        CHECK_FALSE(same(never.heard, 8000 + latency, 8100 + latency));
        CHECK(same(dry, 8512 + latency, 16000));
        CHECK_FALSE(same(dry, 16000, 16100));
        CHECK(same(never.heard, 16512, 24000));
    }
}

TEST_CASE("a bypass does not depend on how the stream is cut into blocks, nor on threads") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    for (const std::uint32_t latency : {0u, 77u}) {
        const auto render = [&](std::uint32_t workers, auto longest) {
            Strip strip({.latency = latency, .workers = workers});
            strip.play(1000, longest());
            strip.set(true);
            strip.play(200 + latency, longest());
            strip.set(false); // in the middle of the fade
            strip.play(100, longest());
            strip.set(true);
            strip.play(2000, longest());
            return strip.heard;
        };
        const auto one = render(0, [] { return 1u; });
        for (int turn = 0; turn < 10; ++turn) {
            const auto other =
                render(turn % 2 == 0 ? 0 : 2, [&] { return static_cast<std::uint32_t>(1 + numbers() % 512); });
            CHECK(test::compareRenders(one, other).text() == "the renders are the same");
        }
    }
}

TEST_CASE("a fade back through silence is the same in every block size, whenever the sound begins") {
    const auto render = [](std::uint32_t longest) {
        Strip strip({.tail = 0, .begin = 1100, .bypassed = true});
        strip.play(1000, 500);
        strip.set(false);
        strip.play(3000, longest);
        return strip.heard;
    };
    const auto one = render(1);
    for (const std::uint32_t longest : {7u, 64u, 500u})
        CHECK(test::compareRenders(one, render(longest)).text() == "the renders are the same");
}

TEST_CASE("of bypasses in one edit the last one counts, from the first frame of a new node on") {
    const auto render = [](std::initializer_list<bool> turns, std::uint32_t latency, bool grows = false) {
        auto graph = makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        int calls = 0;
        const auto sine = edit.add(std::make_unique<SineNode>(0, always), "sine");
        const auto node = edit.add(std::make_unique<LateNode>(grows ? 0 : latency, endlessTail, calls), "late");
        edit.connect(sine, 0, node, 0);
        edit.connectToOutput(node);
        for (const bool turn : turns)
            edit.bypass(node, turn);
        edit.setLatency(node, latency);
        REQUIRE(edit.commit());
        return test::Player(graph.processor, 1).block(12000);
    };
    for (const std::uint32_t latency : {0u, 100u, 4000u}) {
        CHECK(render({true, false}, latency) == render({}, latency));
        CHECK(render({true, false, true}, latency) == render({true}, latency));
        const auto dry = render({true}, latency)[0];
        const auto wet = render({}, latency)[0];
        CHECK(std::ranges::equal(dry, wet, {}, {}, std::negate<float>()));
    }
    CHECK(render({true}, 9000) == render({true}, 9000, true)); // more than there was room for at first
}

TEST_CASE("a bypass that is turned on and off faster than it fades makes no click") {
    Strip never({});
    never.play(6000);
    Strip strip({});
    strip.play(1000, 64);
    for (int turn = 0; turn < 40; ++turn) {
        strip.set(turn % 2 == 0);
        strip.play(100, 64);
    }
    strip.play(1000, 64);
    CHECK(test::clickLevel(channel(strip, 0), channel(never, 0), channel(never, 0), halfPeriod) < -80);
    CHECK(strip.heard[0].back() == never.heard[0].back());
}

TEST_CASE("an effect that sleeps is bypassed at once, and nothing of a fade is heard when sound comes") {
    for (const double tail : {0.0, 0.01}) {
        Strip strip({.latency = 100, .tail = tail, .begin = 20000});
        strip.play(10000);
        const auto calls = strip.calls;
        strip.play(1000);
        CHECK(strip.calls == calls); // it sleeps
        strip.set(true);
        strip.play(24000);
        const auto dry = bypassed(100, 35000);
        for (std::size_t frame = 20100; frame < 35000; ++frame)
            REQUIRE(strip.heard[0][frame] == dry[0][frame]);
    }
}

TEST_CASE("what passes by an effect that sleeps is heard to its end, and then costs nothing") {
    Strip strip({.latency = 300, .tail = 0, .end = 10050});
    strip.set(true);
    strip.play(10000);
    strip.play(40000);
    const auto calls = strip.calls;
    strip.play(1000);
    CHECK(strip.calls == calls);
    const auto dry = bypassed(300, 10350);
    for (std::size_t frame = 1000; frame < 10350; ++frame)
        REQUIRE(strip.heard[0][frame] == dry[0][frame]);
    CHECK(std::ranges::all_of(strip.heard[0].begin() + 10350, strip.heard[0].end(),
                              [](float sample) { return sample == 0; }));
}

TEST_CASE("what passes by an effect that asks to sleep is heard to its end all the same") {
    class SleeperNode final : public Node {
    public:
        NodeDescription describe() const override {
            return {.inputs = {{"input", 1}}, .outputs = {{"output", 1}}, .parameters = {}, .latency = 300};
        }
        void prepare(const PrepareContext&) override {}
        void process(const ProcessContext& context) noexcept override { context.sleep(); }
    };
    auto graph = makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto sine = edit.add(std::make_unique<SineNode>(0, 1001), "sine");
    const auto sleeper = edit.add(std::make_unique<SleeperNode>(), "sleeper");
    edit.connect(sine, 0, sleeper, 0);
    edit.connectToOutput(sleeper);
    edit.bypass(sleeper);
    REQUIRE(edit.commit());
    test::Player player(graph.processor, 1);
    std::vector<float> heard;
    while (heard.size() < 2000)
        std::ranges::copy(player.block(50)[0], std::back_inserter(heard));
    CHECK(heard[1299] != 0);
    for (std::size_t frame = 0; frame < heard.size(); ++frame) {
        const double phase = 2 * std::numbers::pi / 48 * static_cast<double>((frame + 48 * 10 - 300) % 48);
        const bool sounds = frame >= 300 && frame < 1301;
        REQUIRE(heard[frame] == (sounds ? static_cast<float>(0.5 * std::sin(phase)) : 0.0f));
    }
}

TEST_CASE("a latency that changes while its node is bypassed moves what passes by, without a click") {
    for (const std::uint32_t latency : {400u, 5000u}) {
        Strip strip({.latency = 48});
        Strip never({.latency = 48});
        never.play(24000);
        strip.set(true);
        strip.play(9600);
        auto edit = strip.graph.control.edit();
        edit.setLatency(strip.node, latency);
        REQUIRE(edit.commit());
        strip.play(14400);
        CHECK(strip.graph.control.latency() == latency);
        const auto late = bypassed(latency, 24000);
        CHECK(std::equal(strip.heard[0].end() - 4000, strip.heard[0].end(), late[0].end() - 4000));
        if (latency == 400) // a longer one than there was room for starts anew, see "Not yet" in the page
            CHECK(test::clickLevel(channel(strip, 0), channel(never, 0), channel(never, 0), halfPeriod) < -80);
    }
}

TEST_CASE("events reach a bypassed node, and each output gets the input of its number") {
    class SwapNode final : public Node {
    public:
        NodeDescription describe() const override {
            return {{{"a", 2}, {"b", 1}, {"key", 3}}, {{"x", 2}, {"y", 1}}, {{"any", "", 0, 1, 0}}};
        }
        void prepare(const PrepareContext&) override {}
        void process(const ProcessContext& context) noexcept override {
            events += static_cast<int>(context.events().size());
            context.output(0).clear();
            context.output(1).clear();
        }
        int events = 0;
    };
    auto graph = makeGraph({.outputChannels = 2}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    auto made = std::make_unique<SwapNode>();
    auto& swap = *made;
    const auto node = edit.add(std::move(made), "swap");
    const auto a = edit.add(std::make_unique<test::ConstantNode>(1.0f, 2), "a");
    const auto b = edit.add(std::make_unique<test::ConstantNode>(0.25f), "b");
    const auto key = edit.add(std::make_unique<test::ConstantNode>(9.0f, 3), "key");
    edit.connect(a, 0, node, 0);
    edit.connect(b, 0, node, 1);
    edit.connect(key, 0, node, 2);
    const auto mono = edit.add(std::make_unique<test::MemoryNode>(1, 0.0f), "mono");
    edit.connect(node, 1, mono, 0);
    edit.connectToOutput(node);
    edit.bypass(node);
    REQUIRE(edit.commit());
    test::Player player(graph.processor);
    REQUIRE(graph.control.setParameter(node, 0, 1));
    CHECK(player.block(10) == test::Render(2, std::vector<float>(10, 1.0f)));
    CHECK(swap.events == 1);
    const auto lines = graph.control.schedule();
    CHECK(std::ranges::count(lines, "bypass", &ScheduleLine::action) == 1);
    const auto picture = graph.control.picture();
    CHECK(std::ranges::count_if(picture.nodes, [](const auto& drawn) { return drawn.bypassed; }) == 1);
    CHECK(toDot(picture).find("[label=\"swap\\nbypassed\", style=\"rounded,filled,dashed\"]") !=
          std::string::npos);
    CHECK(toSvg(picture).find("class=\"c y\"") != std::string::npos);
}

TEST_CASE("a bypass that would mean nothing is refused in a sentence, and the old graph plays on") {
    auto graph = makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto source = edit.add(std::make_unique<test::ConstantNode>(1.0f), "source");
    const auto join = edit.add(std::make_unique<Strip::JoinNode>(), "join");
    edit.connectToOutput(source);
    REQUIRE(edit.commit());
    const auto refused = [&](NodeId node) {
        auto attempt = graph.control.edit();
        attempt.bypass(node);
        return attempt.commit().error().text;
    };
    CHECK(refused(source) ==
          "'source' (#3) cannot be bypassed: each output must have an input of the same number "
          "and width to pass on, and it has no inputs and 1 output of 1 channel; disconnect it "
          "instead.");
    CHECK(refused(join) ==
          "'join' (#4) cannot be bypassed: each output must have an input of the same number and "
          "width to pass on, and it has 2 inputs of 1 and 1 channels and 1 output of 2 channels; "
          "disconnect it instead.");
    CHECK(refused(NodeId{99}) == "There is no node (#99) to bypass; add it first.");
    test::Player player(graph.processor, 1);
    CHECK(player.block(3)[0] == std::vector<float>(3, 1.0f));
}
