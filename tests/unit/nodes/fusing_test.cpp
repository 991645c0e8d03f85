// SPDX-License-Identifier: MIT
#include <bit>
#include <doctest/doctest.h>
#include <limits>
#include <map>
#include <random>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/nodes/matrix_mixer_node.h>
#include <rondo/nodes/noise_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/polarity_node.h>
#include <rondo/nodes/send_node.h>
#include <rondo/nodes/sum_node.h>
#include <support/burst_node.h>
#include <support/graph_probes.h>

using namespace rondo;
using namespace rondo::graph;

namespace {

using Samples = std::vector<std::uint32_t>;

/// A gain that counts how often it is called.
class CountedGain final : public Node {
public:
    explicit CountedGain(int& calls) : calls_(calls) {}
    NodeDescription describe() const override { return gain_.describe(); }
    void prepare(const PrepareContext& context) override { gain_.prepare(context); }
    void process(const ProcessContext& context) noexcept override {
        ++calls_;
        gain_.process(context);
    }
    std::optional<SteadyFactors> steadyFactors() const noexcept override { return gain_.steadyFactors(); }

private:
    nodes::GainNode gain_{{.width = 1, .gain = base::Decibels{-1}}};
    int& calls_;
};

/// Ones, and now and then what no gain can make louder without leaving the numbers, and what is none. Mono.
class WildNode final : public Node {
public:
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            const auto at = context.streamFrame() + frame;
            context.output().channel(0)[frame] = at % 997 == 500    ? 3e38f
                                                 : at % 1499 == 900 ? std::numeric_limits<float>::quiet_NaN()
                                                                    : 1.0f;
        }
    }
};

/// Random chains of what can be fused and of what cannot, with sums between them, played in random blocks while
/// parameters move, sources fall silent and edits are faded in. The same one for the same seed.
class RandomMix {
public:
    RandomMix(unsigned seed, std::uint32_t workers, bool fuse)
        : numbers_(seed), pair_(makeGraph({.maximumFrames = 128,
                                           .inputChannels = 1,
                                           .outputChannels = 2,
                                           .workers = workers,
                                           .fuse = fuse,
                                           .workerUse = WorkerUse::always},
                                          std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair_.control.edit();
        for (auto& port : ports_)
            port.clear();
        ports_[0].push_back({graphInput, 1});
        const auto count = 4 + numbers_() % 40;
        for (unsigned index = 0; index < count; ++index)
            addNode(edit);
        finish(edit);
    }

    Samples play() {
        test::Player player(pair_.processor, 2);
        Samples bits;
        for (int block = 0; block < 50; ++block) {
            const auto frames = static_cast<std::uint32_t>(1 + numbers_() % 200);
            audio::AudioBuffer input(1, frames);
            for (float& sample : input.block().channel(0))
                sample = block % 8 < 5 ? static_cast<float>(numbers_() % 2001) / 100 - 10 : 0.0f;
            if (block % 10 == 4 && numbers_() % 2 == 0)
                input.block().channel(0)[numbers_() % frames] = std::numeric_limits<float>::infinity();
            if (block % 5 == 1)
                sendEvents(player.position);
            if (block == 15 || block == 30)
                edit();
            for (const auto& channel : player.block(frames, input.block()))
                for (const float sample : channel)
                    bits.push_back(std::bit_cast<std::uint32_t>(sample));
        }
        return bits;
    }
    GraphStatistics statistics() const { return pair_.control.statistics(); }

private:
    struct Known {
        NodeId id;
        std::uint32_t width;
    };

    std::unique_ptr<Node> makeNode(std::uint32_t& from, std::uint32_t& to, std::uint32_t& inputs) {
        from = to = 1 + static_cast<std::uint32_t>(numbers_() % 3);
        const auto level = base::Decibels{static_cast<double>(numbers_() % 600) / 10 - 48};
        const base::Seconds smoothing{static_cast<double>(numbers_() % 3) * 0.002};
        switch (numbers_() % 12) {
        case 0:
            from = to = 1;
            return std::make_unique<test::FactorNode>(-0.75f);
        case 1:
            from = 0, to = 1;
            if (numbers_() % 2 == 0) {
                to = 1 + static_cast<std::uint32_t>(numbers_() % 3);
                return std::make_unique<nodes::NoiseNode>(nodes::NoiseOptions{.seed = numbers_(), .width = to});
            }
            if (numbers_() % 2 == 0)
                return std::make_unique<WildNode>();
            return std::make_unique<test::BurstNode>(numbers_() % 300);
        case 2:
            return std::make_unique<test::MemoryNode>(from, 0.5f);
        case 3:
            from = 1 + static_cast<std::uint32_t>(numbers_() % 2), to = 2;
            return std::make_unique<nodes::PanNode>(
                nodes::PanOptions{.inputWidth = from,
                                  .pan = static_cast<float>(numbers_() % 21) / 10 - 1,
                                  .smoothing = smoothing});
        case 4:
            return std::make_unique<nodes::SendNode>(nodes::SendOptions{
                .width = from, .level = level, .on = numbers_() % 3 != 0, .smoothing = smoothing});
        case 5:
            return std::make_unique<nodes::PolarityNode>(
                nodes::PolarityOptions{.width = from, .inverted = numbers_() % 8, .smoothing = smoothing});
        case 6:
        case 7:
            inputs = 1 + static_cast<std::uint32_t>(numbers_() % 4);
            return std::make_unique<nodes::SumNode>(inputs, from);
        default:
            return std::make_unique<nodes::GainNode>(
                nodes::GainOptions{.width = from, .gain = level, .smoothing = smoothing});
        }
    }
    void addNode(GraphEdit& edit) {
        if (numbers_() % 8 == 0)
            return addGroup(edit);
        std::uint32_t from = 0, to = 0, inputs = 1;
        auto node = makeNode(from, to, inputs);
        const auto id = edit.add(std::move(node), "node");
        for (std::uint32_t port = 0; from > 0 && port < inputs; ++port)
            if (inputs > 1 && numbers_() % 2 == 0)
                edit.connect(addBranch(edit, from), 0, id, port);
            else if (inputs == 1 || numbers_() % 4 != 0)
                connect(edit, from, id, port);
        note(id, to);
    }
    // A node that nobody else reads.
    NodeId addBranch(GraphEdit& edit, std::uint32_t width) {
        const bool pans = width == 2 && numbers_() % 2 == 0;
        const auto id =
            pans ? edit.add(std::make_unique<nodes::PanNode>(), "branch")
                 : edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = width, .gain = {-2}}),
                            "branch");
        connect(edit, pans ? 1 : width, id, 0);
        nodes_.push_back(id);
        return id;
    }
    // With a chain inside, or with nothing but a way through.
    void addGroup(GraphEdit& edit) {
        const auto width = 1 + static_cast<std::uint32_t>(numbers_() % 3);
        const auto group = edit.addGroup("group", {.inputs = {{"in", width}}, .outputs = {{"out", width}}});
        auto last = group.input;
        for (auto left = numbers_() % 3; left > 0; --left) {
            const auto gain =
                edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = width, .gain = {-1}}),
                         "inside", group.node);
            edit.connect(last, 0, gain, 0);
            last = gain;
        }
        edit.connect(last, 0, group.output, 0);
        if (numbers_() % 4 == 0)
            edit.bypass(group.node);
        connect(edit, width, group.node, 0);
        note(group.node, width);
    }
    // Mostly to the newest, so that there are chains; sometimes to many, which are summed.
    void connect(GraphEdit& edit, std::uint32_t width, NodeId to, std::uint32_t port) {
        const auto& known = ports_[width - 1];
        const auto sources = numbers_() % 4 != 0 ? 1 : 1 + numbers_() % 5;
        // Not always the newest, or all inputs of a sum would hear the same.
        const auto skipped = std::min<std::size_t>(port > 0 ? numbers_() % 4 : 0, known.size());
        const auto end = known.size() - skipped;
        for (auto place = end - std::min<std::size_t>(sources, end); place < end; ++place)
            edit.connect(known[place].id, 0, to, port);
    }
    void note(NodeId id, std::uint32_t width) {
        ports_[width - 1].push_back({id, width});
        nodes_.push_back(id);
    }
    void finish(GraphEdit& edit) {
        const auto hear = [&](NodeId id, std::unique_ptr<Node> converter) {
            const auto heard = edit.add(std::move(converter), "heard");
            edit.connect(id, 0, heard, 0);
            edit.connectToOutput(heard);
        };
        for (std::size_t width = 1; width <= 3; ++width)
            for (const auto& known : ports_[width - 1])
                if (numbers_() % 3 != 0 && &known != &ports_[width - 1].back())
                    continue;
                else if (width == 2)
                    edit.connectToOutput(known.id);
                else if (width == 1)
                    hear(known.id, std::make_unique<nodes::PanNode>(nodes::PanOptions{.pan = 0.5f}));
                else
                    hear(known.id, std::make_unique<nodes::MatrixMixerNode>(nodes::MatrixMixerOptions{
                                       .inputs = 3, .gains = std::vector<float>(6, -6.0f)}));
        const auto done = edit.commit();
        REQUIRE_MESSAGE(done, (done ? "" : done.error().text));
    }
    void sendEvents(std::int64_t now) {
        for (int event = 0; event < 6; ++event)
            // Refused for nodes without a parameter, and for values beyond its range, for both graphs alike.
            static_cast<void>(pair_.control.setParameterAt(
                now + static_cast<std::int64_t>(numbers_() % 150), nodes_[numbers_() % nodes_.size()],
                static_cast<std::uint32_t>(numbers_() % 2), static_cast<float>(numbers_() % 100) / 50 - 1));
    }
    void edit() {
        auto edit = pair_.control.edit();
        const auto gone = nodes_[numbers_() % nodes_.size()];
        edit.remove(gone);
        std::erase(nodes_, gone);
        for (auto& port : ports_)
            std::erase_if(port, [&](const Known& known) { return known.id == gone; });
        addNode(edit);
        REQUIRE(edit.commit());
    }

    std::mt19937 numbers_;
    Graph pair_;
    std::vector<Known> ports_[3]; ///< by width: whom one can read
    std::vector<NodeId> nodes_;
};

} // namespace

TEST_CASE("a fused graph plays the same bits as one that runs node by node, on any number of threads, while "
          "parameters move, sources fall silent and edits are faded in") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    for (unsigned turn = 0; turn < 40; ++turn) {
        RandomMix plain(seed + turn, 0, false);
        const auto expected = plain.play();
        for (const std::uint32_t workers : {0u, 1u, 3u}) {
            RandomMix fused(seed + turn, workers, true);
            const auto heard = fused.play();
            const auto [ours, theirs] = std::ranges::mismatch(heard, expected);
            REQUIRE_MESSAGE(ours == heard.end(), "turn ", turn, ", ", workers, " workers, sample ",
                            ours - heard.begin());
            CHECK(fused.statistics().blocksSilenced == plain.statistics().blocksSilenced);
        }
    }
}

TEST_CASE(
    "a fused chain calls its nodes only while they move, and a node that is asked for by itself plays on") {
    for (const bool fuse : {true, false}) {
        auto graph = makeGraph({.inputChannels = 1, .outputChannels = 1, .fuse = fuse},
                               std::make_shared<concurrency::Reclaimer>());
        std::vector<int> calls(6, 0);
        std::vector<NodeId> ids;
        auto edit = graph.control.edit();
        for (auto& count : calls) {
            ids.push_back(edit.add(std::make_unique<CountedGain>(count), "gain"));
            if (ids.size() == 1)
                edit.connectToInput(ids[0]);
            else
                edit.connect(ids[ids.size() - 2], 0, ids.back(), 0);
        }
        edit.connectToOutput(ids.back());
        REQUIRE(edit.commit());
        graph.control.recorder()->setMeasuring(Measuring::off);
        test::Player player(graph.processor, 1);
        audio::AudioBuffer input(1, 64);
        std::ranges::fill(input.block().channel(0), 0.5f);
        for (int block = 0; block < 20; ++block)
            player.block(64, input.block());
        CHECK(calls == std::vector<int>(6, fuse ? 0 : 20));
        REQUIRE(graph.control.setParameter(ids[2], nodes::GainNode::gain, -20));
        for (int block = 0; block < 20; ++block)
            player.block(64, input.block());
        std::vector<int> expected(6, fuse ? 0 : 40);
        if (fuse)
            expected[2] += 8; // 480 frames
        CHECK(calls == expected);
    }
}

TEST_CASE(
    "what becomes no number in the middle of a fused chain is contained where it would be without fusing") {
    std::vector<std::vector<float>> heard[2];
    std::uint64_t silenced[2] = {};
    for (const std::size_t fuse : {0u, 1u}) {
        auto graph =
            makeGraph({.outputChannels = 1, .fuse = fuse == 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        const auto wild = edit.add(std::make_unique<WildNode>(), "wild");
        const auto gain = [&](double level, const char* name) {
            return edit.add(std::make_unique<nodes::GainNode>(
                                nodes::GainOptions{.width = 1, .gain = base::Decibels{level}}),
                            name);
        };
        const auto soft = gain(-1, "soft");
        const auto loud = gain(9, "loud");
        const auto bus = gain(-3, "bus");
        // Added last and heard first: so the loud one is the first source of a sum that follows it at once.
        const auto sane = edit.add(std::make_unique<test::ConstantNode>(0.25f), "sane");
        edit.connect(sane, 0, soft, 0);
        edit.connect(wild, 0, soft, 0);
        edit.connect(soft, 0, loud, 0);
        edit.connect(loud, 0, bus, 0);
        edit.connect(sane, 0, bus, 0);
        edit.connectToOutput(bus);
        REQUIRE(edit.commit());
        test::Player player(graph.processor, 1);
        for (int block = 0; block < 60; ++block)
            heard[fuse].push_back(player.block(64)[0]);
        silenced[fuse] = graph.control.statistics().blocksSilenced;
    }
    CHECK(heard[0] == heard[1]);
    CHECK(silenced[0] == 6); // at 500, 1497, 2494 and 3491; at 900 and 2399
    CHECK(silenced[1] == 6);
}

TEST_CASE("a closed send in a fused chain makes zeros without a sign") {
    auto graph =
        makeGraph({.inputChannels = 1, .outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto gain = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}), "gain");
    const auto send =
        edit.add(std::make_unique<nodes::SendNode>(nodes::SendOptions{.width = 1, .on = false}), "send");
    edit.connectToInput(gain);
    edit.connect(gain, 0, send, 0);
    edit.connectToOutput(send);
    REQUIRE(edit.commit());
    test::Player player(graph.processor, 1);
    audio::AudioBuffer input(1, 64);
    std::ranges::fill(input.block().channel(0), -0.5f);
    for (int block = 0; block < 4; ++block)
        CHECK_FALSE(std::ranges::any_of(player.block(64, input.block())[0], [](float sample) {
            return std::bit_cast<std::uint32_t>(sample) != 0;
        }));
}

TEST_CASE(
    "the schedule's lines say which steps are fused with the one before, and none is when a graph may not") {
    for (const bool fuse : {true, false}) {
        auto graph = makeGraph({.inputChannels = 1, .outputChannels = 2, .fuse = fuse},
                               std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        const auto gain = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}), "gain");
        const auto more = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}), "more");
        const auto memory = edit.add(std::make_unique<test::MemoryNode>(1), "memory");
        const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        const auto bus = edit.add(std::make_unique<nodes::GainNode>(), "bus");
        edit.connectToInput(gain);
        edit.connect(gain, 0, more, 0);
        edit.connect(more, 0, memory, 0);
        edit.connect(memory, 0, pan, 0);
        edit.connect(pan, 0, bus, 0);
        edit.connectToOutput(bus);
        REQUIRE(edit.commit());
        std::vector<std::string> fused;
        for (const auto& line : graph.control.schedule())
            if (line.fused)
                fused.push_back(line.name);
        CHECK(fused == (fuse ? std::vector<std::string>{"more", "bus"} : std::vector<std::string>{}));
    }
}

TEST_CASE("sums, ports of groups and a pan from mono to stereo are fused with what stands around them") {
    auto graph =
        makeGraph({.inputChannels = 1, .outputChannels = 2}, std::make_shared<concurrency::Reclaimer>());
    auto edit = graph.control.edit();
    const auto gain = [&](std::uint32_t width, const char* name, NodeId group = {}) {
        return edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = width}), name, group);
    };
    const auto dry = edit.add(std::make_unique<test::MemoryNode>(2, 0.5f), "dry");
    const auto mono = gain(1, "mono");
    const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
    const auto other = edit.add(std::make_unique<test::MemoryNode>(2, 0.5f), "other");
    const auto sum = edit.add(std::make_unique<nodes::SumNode>(2, 2), "sum");
    const auto group = edit.addGroup("group", {.inputs = {{"in", 2}}, .outputs = {{"out", 2}}});
    const auto inside = gain(2, "inside", group.node);
    const auto sums = edit.add(std::make_unique<nodes::SumNode>(5, 2), "three of five");
    const auto last = gain(2, "last");
    edit.connectToInput(mono);
    edit.connect(mono, 0, pan, 0);
    edit.connect(dry, 0, sum, 0);
    edit.connect(pan, 0, sum, 1);
    edit.connect(sum, 0, group.node, 0);
    edit.connect(group.input, 0, inside, 0);
    edit.connect(inside, 0, group.output, 0);
    edit.connect(group.node, 0, sums, 0);
    edit.connect(other, 0, sums, 1);
    edit.connect(dry, 0, sums, 2);
    edit.connect(sums, 0, last, 0);
    edit.connectToOutput(last);
    REQUIRE(edit.commit());
    std::vector<std::string> fused;
    for (const auto& line : graph.control.schedule())
        if (line.fused)
            fused.push_back(line.name);
    CHECK(fused == std::vector<std::string>{"pan", "sum", "group/in", "group/inside", "group/out", "last"});
    std::map<std::string, std::uint32_t> passes;
    for (const auto& node : graph.control.picture().nodes)
        passes[node.name] = node.pass;
    CHECK(passes == std::map<std::string, std::uint32_t>{{"input", 0},
                                                         {"dry", 0},
                                                         {"other", 0},
                                                         {"mono", 1},
                                                         {"pan", 1},
                                                         {"sum", 1},
                                                         {"inside", 1},
                                                         {"three of five", 2},
                                                         {"last", 2},
                                                         {"output", 0}});
}

TEST_CASE("a fused sum adds in the order of its inputs") {
    std::vector<float> heard[2];
    for (const std::size_t fuse : {0u, 1u}) {
        auto graph =
            makeGraph({.outputChannels = 1, .fuse = fuse == 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = graph.control.edit();
        const auto sum = edit.add(std::make_unique<nodes::SumNode>(3, 1), "sum");
        const auto gain = edit.add(std::make_unique<nodes::GainNode>(nodes::GainOptions{.width = 1}), "gain");
        // In another order the small one is lost.
        const float values[]{1e8f, -1e8f, 0.25f};
        for (std::uint32_t port = 0; port < 3; ++port)
            edit.connect(edit.add(std::make_unique<test::ConstantNode>(values[port]), "value"), 0, sum, port);
        edit.connect(sum, 0, gain, 0);
        edit.connectToOutput(gain);
        REQUIRE(edit.commit());
        test::Player player(graph.processor, 1);
        for (int block = 0; block < 4; ++block)
            heard[fuse] = player.block(64)[0];
    }
    CHECK(heard[0] == std::vector<float>(64, 0.25f));
    CHECK(heard[1] == heard[0]);
}
