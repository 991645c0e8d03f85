// SPDX-License-Identifier: MIT
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <random>
#include <rondo/graph/graph_control.h>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;
using test::ConstantNode;
using test::Player;

namespace {

std::shared_ptr<const AutomationCurve> curve(std::vector<Breakpoint> points, std::uint32_t interval = 16) {
    auto made = AutomationCurve::make(std::move(points), interval);
    REQUIRE(made);
    return *made;
}

std::string refusal(std::vector<Breakpoint> points, std::uint32_t interval = 16) {
    const auto made = AutomationCurve::make(std::move(points), interval);
    REQUIRE_FALSE(made);
    return made.error().text;
}

/// A graph of one node, whose output is the value of its parameter at each frame.
struct Automated {
    explicit Automated(std::shared_ptr<const AutomationCurve> curve, GraphOptions options = {})
        : pair(makeGraph(mono(options), std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair.control.edit();
        node = edit.add(std::make_unique<ConstantNode>(5.0f), "value");
        edit.connectToOutput(node);
        edit.automate(node, 0, std::move(curve));
        REQUIRE(edit.commit());
    }
    static GraphOptions mono(GraphOptions options) {
        options.outputChannels = 1;
        return options;
    }
    void automate(std::shared_ptr<const AutomationCurve> next) {
        auto edit = pair.control.edit();
        edit.automate(node, 0, std::move(next));
        REQUIRE(edit.commit());
    }
    std::vector<float> play(
        std::uint32_t frames, const std::function<std::uint32_t()>& next = [] { return 64u; }) {
        std::vector<float> samples;
        while (samples.size() < frames) {
            const auto left = frames - static_cast<std::uint32_t>(samples.size());
            const auto made = player.block(std::min(next(), left));
            samples.insert(samples.end(), made[0].begin(), made[0].end());
        }
        return samples;
    }

    Graph pair;
    Player player{pair.processor, 1};
    NodeId node;
};

const std::vector<Breakpoint> allShapes{{100, 1, CurveShape::linear},       {500, 3, CurveShape::exponential},
                                        {700, 300, CurveShape::step},       {701, 2, CurveShape::curved, 4},
                                        {1900, -7, CurveShape::curved, -4}, {2500, 9, CurveShape::linear},
                                        {2501, 9, CurveShape::linear},      {2600, 10}};

} // namespace

TEST_CASE("a curve goes through its breakpoints and between them as its shapes say") {
    const auto shapes = curve(allShapes);
    CHECK(shapes->valueAt(-1000000) == 1);
    for (const auto& point : allShapes)
        CHECK(shapes->valueAt(point.frame) == point.value);
    CHECK(shapes->valueAt(200) == 1.5f);
    CHECK(shapes->valueAt(600) == doctest::Approx(30)); // half way in ratio
    CHECK(shapes->valueAt(699) < 300);
    CHECK(shapes->valueAt(700) == 300);
    const double half = (std::exp(2.0) - 1) / (std::exp(4.0) - 1);
    CHECK(static_cast<double>(shapes->valueAt(701 + 1199 / 2)) == doctest::Approx(2 - 9 * half).epsilon(0.01));
    CHECK(shapes->valueAt(2200) > 6); // fast at first
    CHECK(shapes->valueAt(1000000) == 10);
    const auto straight = curve({{0, 0, CurveShape::curved, 0}, {10, 1}});
    CHECK(straight->valueAt(5) == 0.5f);
    const auto below = curve({{0, -1, CurveShape::exponential}, {2, -4}});
    CHECK(below->valueAt(1) == -2);
    constexpr auto far = std::numeric_limits<std::int64_t>::max();
    const auto wide = curve({{-far, 0}, {far, 1}});
    CHECK(wide->valueAt(0) == doctest::Approx(0.5));
}

TEST_CASE("what is no curve is refused with the breakpoint") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal({}) == "A curve without breakpoints has no value; give it one.");
    CHECK(refusal({{0, 1}, {1, nan}}) ==
          "Breakpoint 1 of a curve has a value that is no finite number; give it one.");
    CHECK(refusal({{0, std::numeric_limits<float>::infinity()}}).find("Breakpoint 0") == 0);
    CHECK(refusal({{5, 1}, {5, 2}}) == "Breakpoint 0 of a curve is at frame 5 and the next one at frame 5; "
                                       "each must come after the one before.");
    CHECK(refusal({{0, 1, CurveShape::curved, nan}}).find("has a curvature") != std::string::npos);
    CHECK(refusal({{0, 1, CurveShape::curved, 51}}).find("has a curvature") != std::string::npos);
    for (const auto& [from, to] : {std::pair(0.0f, 1.0f), std::pair(1.0f, 0.0f), std::pair(-1.0f, 1.0f)})
        CHECK(refusal({{0, from, CurveShape::exponential}, {1, to}}).find("goes exponentially") !=
              std::string::npos);
    for (const std::uint32_t interval : {0u, 3u, 8192u})
        CHECK(refusal({{0, 1}}, interval).find("a power of two from 1 to 4096") != std::string::npos);
}

TEST_CASE("a node gets the curve's value at every frame, however the stream is cut and whoever runs it") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    const auto shapes = curve(allShapes, 1);
    std::vector<float> expected;
    for (std::int64_t frame = 0; frame < 3000; ++frame)
        expected.push_back(shapes->valueAt(frame));
    for (const std::uint32_t workers : {0u, 2u}) {
        const GraphOptions options{.maximumFrames = 300, .workers = workers, .workerUse = WorkerUse::always};
        std::mt19937 random(seed);
        CHECK(Automated(shapes, options).play(3000, [&] {
            return 1 + static_cast<std::uint32_t>(random() % 400);
        }) == expected);
        CHECK(Automated(shapes, options).play(3000, [] { return 1u; }) == expected);
    }
}

TEST_CASE("at intervals the value is exact where it comes, and comes at the same frames for every block size") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 random(seed);
    const auto upTo = [&](std::uint32_t most) { return static_cast<std::uint32_t>(random() % (most + 1)); };
    for (int turn = 0; turn < 20; ++turn) {
        std::vector<Breakpoint> points;
        for (std::int64_t frame = upTo(50); frame < 3000; frame += 1 + upTo(upTo(1) == 0 ? 3 : 700))
            points.push_back({frame, static_cast<float>(1 + upTo(99)), static_cast<CurveShape>(upTo(3)),
                              static_cast<float>(upTo(16)) - 8});
        const auto shapes = curve(points, 1u << upTo(6));
        const auto samples = Automated(shapes).play(3000);
        for (std::int64_t frame = 0; frame < 3000; frame += shapes->interval())
            CHECK(samples[static_cast<std::size_t>(frame)] == shapes->valueAt(frame));
        for (const auto& point : points)
            CHECK(samples[static_cast<std::size_t>(point.frame)] == point.value);
        CHECK(Automated(shapes).play(3000, [&] { return 1 + upTo(300); }) == samples);
        CHECK(Automated(shapes).play(3000, [] { return 3000u; }) == samples);
    }
}

TEST_CASE("what is beyond the parameter's range is clamped to it") {
    const auto samples = Automated(curve({{0, -5000}, {1000, 5000}}, 1)).play(1200);
    CHECK(samples[0] == -1000);
    CHECK(samples[400] == -1000);
    CHECK(samples[500] == 0);
    CHECK(samples[1100] == 1000);
}

TEST_CASE("what is set by hand holds until the curve's value changes, also across an edit of something else") {
    Automated graph(
        curve({{0, 1, CurveShape::step}, {500, 1, CurveShape::step}, {1000, 2, CurveShape::step}, {2000, 3}}));
    REQUIRE(graph.pair.control.setParameterAt(100, graph.node, 0, 50));
    REQUIRE(graph.pair.control.setParameterAt(2000, graph.node, 0, 60)); // of one frame, by hand comes last
    const auto before = graph.play(320);
    CHECK(before[99] == 1);
    CHECK(before[100] == 50);
    auto edit = graph.pair.control.edit();
    const auto other = edit.add(std::make_unique<ConstantNode>(0.0f), "other");
    edit.connectToOutput(other);
    REQUIRE(edit.commit());
    const auto after = graph.play(2680);
    CHECK(after[0] == 50);
    CHECK(after[679] == 50);
    CHECK(after[680] == 2);
    CHECK(after[1679] == 2);
    CHECK(after[1680] == 60);
    CHECK(after.back() == 60);
}

TEST_CASE("what is set by hand comes between the values of a curve that moves") {
    const auto shapes = curve({{0, 0}, {1000, 1000}});
    Automated graph(shapes);
    REQUIRE(graph.pair.control.setParameterAt(100, graph.node, 0, 50));
    const auto samples = graph.play(256, [] { return 256u; });
    CHECK(samples[99] == 96);
    CHECK(samples[100] == 50);
    CHECK(samples[111] == 50);
    CHECK(samples[112] == 112);
}

TEST_CASE("a curve is exchanged by an edit, ended by an empty one, and goes with its node") {
    Automated graph(curve({{0, 1}}));
    CHECK(graph.play(64)[0] == 1);
    graph.automate(curve({{0, 2}}));
    CHECK(graph.play(64)[0] == 2);
    graph.automate(nullptr);
    CHECK(graph.play(64)[63] == 2);
    REQUIRE(graph.pair.control.setParameter(graph.node, 0, 7));
    CHECK(graph.play(64)[63] == 7);
    graph.automate(curve({{0, 3}}));
    auto edit = graph.pair.control.edit();
    edit.remove(graph.node);
    REQUIRE(edit.commit());
    CHECK(graph.play(1024).back() == 0);
}

TEST_CASE(
    "an edit that is refused leaves the curves as they were, those that it exchanged and those that it ended") {
    Automated graph(curve({{0, 1, CurveShape::step}, {2000, 7}}));
    CHECK(graph.play(64).back() == 1);
    const auto refuse = [&](auto note) {
        auto edit = graph.pair.control.edit();
        note(edit);
        const auto circle = edit.add(std::make_unique<test::FactorNode>(1.0f), "circle");
        edit.connect(circle, 0, circle, 0);
        REQUIRE_FALSE(edit.commit());
        auto other = graph.pair.control.edit();
        other.add(std::make_unique<ConstantNode>(1.0f), "other");
        REQUIRE(other.commit());
    };
    refuse([&](GraphEdit& edit) { edit.automate(graph.node, 0, curve({{0, 2}})); });
    CHECK(graph.play(640).back() == 1);
    refuse([&](GraphEdit& edit) { edit.automate(graph.node, 0, nullptr); });
    refuse([&](GraphEdit& edit) { edit.remove(graph.node); });
    CHECK(graph.play(2000).back() == 7);
}

TEST_CASE("where the stream jumps, the curve goes on from there") {
    Automated graph(curve({{0, 0}, {1000, 1000}, {1001, 5, CurveShape::step}, {5000, 9}}, 1));
    CHECK(graph.play(64)[63] == 63);
    graph.player.position = 500;
    CHECK(graph.play(64)[10] == 510);
    graph.player.position = 6000;
    CHECK(graph.play(64)[0] == 9);
    graph.player.position = -1000;
    CHECK(graph.play(64)[0] == 0);
    graph.player.position = 999;
    const auto samples = graph.play(64);
    CHECK(samples[0] == 999);
    CHECK(samples[1] == 1000);
    CHECK(samples[2] == 5);
}

TEST_CASE("a curve for what is not there is refused") {
    Automated graph(curve({{0, 1}}));
    auto edit = graph.pair.control.edit();
    edit.automate({77}, 0, curve({{0, 1}}));
    const auto noNode = edit.commit();
    REQUIRE_FALSE(noNode);
    CHECK(noNode.error().text == "There is no node (#77) to automate; add it first.");
    auto second = graph.pair.control.edit();
    second.automate(graph.node, 1, curve({{0, 1}}));
    const auto noParameter = second.commit();
    REQUIRE_FALSE(noParameter);
    CHECK(noParameter.error().text ==
          "'value' (#3) has 1 parameters, counted from 0, and no parameter 1 to automate.");
}

TEST_CASE("the curve of a node goes with the group that it stands in") {
    auto pair = graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto group = edit.addGroup("group", {});
    const auto node = edit.add(std::make_unique<test::ConstantNode>(0.0f), "constant", group.node);
    std::weak_ptr<const graph::AutomationCurve> curve;
    {
        const auto made = graph::AutomationCurve::make({{0, 1.0f}});
        REQUIRE(made);
        curve = *made;
        edit.automate(node, 0, *made);
    }
    REQUIRE(edit.commit());
    test::Player player(pair.processor, 1);
    player.block(64);
    CHECK_FALSE(curve.expired());
    edit.remove(group.node);
    REQUIRE(edit.commit());
    player.block(64);
    REQUIRE(edit.commit()); // collects what was retired
    CHECK(curve.expired());
}
