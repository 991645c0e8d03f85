// SPDX-License-Identifier: MIT
#include <array>
#include <atomic>
#include <bit>
#include <doctest/doctest.h>
#include <optional>
#include <random>
#include <rondo/concurrency/tag.h>
#include <rondo/graph/detail/compile/passes.h>
#include <rondo/graph/detail/run/parallel_runner.h>
#include <rondo/graph/graph_control.h>
#include <support/burst_node.h>
#include <support/graph_probes.h>
#include <support/rounds.h>
#include <thread>

using namespace rondo;
using namespace rondo::graph;
using detail::ReadyQueue;
using detail::RootCounter;
using test::BurstNode;
using test::MemoryNode;
using test::Player;

namespace {

/// Halves in place, or the difference of two inputs that are halved; remembers nothing.
class MixNode final : public Node {
public:
    explicit MixNode(std::uint32_t inputs) : inputs_(inputs) {}
    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs.assign(inputs_, {"input", 1});
        description.outputs = {{"output", 1}};
        description.parameters = {{"unused", "", -1, 1, 0}};
        description.tail = 0;
        description.memoryless = true;
        description.inPlace = true;
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            float sum = 0.5f * context.input(0).channel(0)[frame];
            for (std::uint32_t port = 1; port < inputs_; ++port)
                sum -= 0.25f * context.input(port).channel(0)[frame];
            context.output().channel(0)[frame] = sum;
        }
    }

private:
    std::uint32_t inputs_;
};

/// Delays by its latency.
class LateNode final : public Node {
public:
    explicit LateNode(std::uint32_t frames) : line_(frames, 0.0f) {}
    NodeDescription describe() const override {
        NodeDescription description;
        description.inputs = {{"input", 1}};
        description.outputs = {{"output", 1}};
        description.parameters = {{"unused", "", -1, 1, 0}};
        description.latency = static_cast<std::uint32_t>(line_.size());
        description.tail = 0;
        return description;
    }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        for (std::uint32_t frame = 0; frame < context.frameCount(); ++frame) {
            const float now = context.input().channel(0)[frame];
            context.output().channel(0)[frame] = line_[at_];
            line_[at_] = 0.7f * now;
            at_ = (at_ + 1) % line_.size();
        }
    }

private:
    std::vector<float> line_;
    std::size_t at_ = 0;
};

/// A random graph with all that makes a run complicated; the same one for the same seed.
class RandomGraph {
public:
    RandomGraph(unsigned seed, std::uint32_t workers)
        : numbers_(seed), pair_(makeGraph({.maximumFrames = 128,
                                           .inputChannels = 1,
                                           .outputChannels = 1,
                                           .workers = workers,
                                           .workerUse = WorkerUse::always},
                                          std::make_shared<concurrency::Reclaimer>())) {
        auto edit = pair_.control.edit();
        const auto count = 2 + numbers_() % 40;
        for (unsigned index = 0; index < count; ++index)
            addNode(edit);
        for (unsigned turn = 0; turn < count; ++turn)
            if (nodes_.size() > 1 && numbers_() % 6 == 0)
                feedBack(edit);
        edit.connectToInput(addMix(edit, 1));
        edit.connectToOutput(nodes_.back().id);
        const auto done = edit.commit();
        REQUIRE_MESSAGE(done, (done ? "" : done.error().text));
    }

    static constexpr int blocks = 60;

    std::vector<float> play() {
        Player player(pair_.processor, 1);
        std::vector<float> samples;
        for (int block = 0; block < blocks; ++block) {
            const auto frames = static_cast<std::uint32_t>(1 + numbers_() % 200);
            audio::AudioBuffer input(1, frames);
            for (float& sample : input.block().channel(0))
                sample = block % 6 < 3 ? static_cast<float>(numbers_() % 1000) / 1000 : 0.0f;
            if (block % 3 == 1)
                sendEvent(player.position);
            if (block == 7)
                edit();
            const auto made = player.block(frames, input.block());
            samples.insert(samples.end(), made[0].begin(), made[0].end());
        }
        return samples;
    }
    GraphStatistics statistics() const { return pair_.control.statistics(); }

private:
    struct Known {
        NodeId id;
        std::uint32_t inputs;
    };

    void addNode(GraphEdit& edit) {
        const auto kind = numbers_() % 6;
        if (kind == 0)
            nodes_.push_back({edit.add(std::make_unique<BurstNode>(numbers_() % 300), "burst"), 0});
        else if (kind == 1)
            attach(edit, edit.add(std::make_unique<MemoryNode>(1, 0.5f), "memory"), 1);
        else if (kind == 2)
            attach(edit, edit.add(std::make_unique<LateNode>(1 + numbers_() % 90), "late"), 1);
        else
            addMix(edit, static_cast<std::uint32_t>(1 + numbers_() % 3));
    }
    NodeId addMix(GraphEdit& edit, std::uint32_t inputs) {
        const auto id = edit.add(std::make_unique<MixNode>(inputs), "mix");
        attach(edit, id, inputs);
        return id;
    }
    // Edges from older nodes, several into one port among them.
    void attach(GraphEdit& edit, NodeId id, std::uint32_t inputs) {
        for (std::uint32_t port = 0; port < inputs && !nodes_.empty(); ++port) {
            const auto first = numbers_() % nodes_.size();
            const auto sources = std::min<std::size_t>(1 + numbers_() % 4, nodes_.size() - first);
            for (std::size_t source = first; source < first + sources; ++source)
                edit.connect(nodes_[source].id, 0, id, port);
        }
        nodes_.push_back({id, inputs});
    }
    void feedBack(GraphEdit& edit) {
        const auto from = numbers_() % nodes_.size();
        const auto mix = edit.add(std::make_unique<MixNode>(1), "back");
        edit.connect(nodes_[from].id, 0, mix, 0,
                     {.feedbackFrames = 20 + static_cast<std::uint32_t>(numbers_() % 90)});
        const auto sum = edit.add(std::make_unique<MixNode>(2), "sum");
        edit.connect(mix, 0, sum, 0);
        edit.connect(nodes_[from].id, 0, sum, 1);
        nodes_.push_back({sum, 2});
    }
    void sendEvent(std::int64_t now) {
        for (int event = 0; event < 4; ++event) {
            const auto& node = nodes_[numbers_() % nodes_.size()];
            REQUIRE(pair_.control.setParameterAt(now + static_cast<std::int64_t>(numbers_() % 150), node.id, 0,
                                                 static_cast<float>(numbers_() % 100) / 200));
        }
    }
    void edit() {
        auto edit = pair_.control.edit();
        const auto gone = numbers_() % (nodes_.size() - 1);
        edit.remove(nodes_[gone].id);
        nodes_.erase(nodes_.begin() + static_cast<std::ptrdiff_t>(gone));
        addNode(edit);
        REQUIRE(edit.commit());
    }

    std::mt19937 numbers_;
    Graph pair_;
    std::vector<Known> nodes_;
};

bool sameBits(const std::vector<float>& a, const std::vector<float>& b) {
    return std::ranges::equal(
        a, b, {}, [](float sample) { return std::bit_cast<std::uint32_t>(sample); },
        [](float sample) { return std::bit_cast<std::uint32_t>(sample); });
}

/// A compiled graph of nodes side by side, run without a processor.
struct Bench {
    explicit Bench(const std::vector<Node*>& nodes) {
        model.outputChannels = 1;
        for (auto* node : nodes) {
            auto record = std::make_shared<detail::NodeRecord>();
            record->id = NodeId{graphOutput.value + 1 + model.nodes.size()};
            record->node = std::unique_ptr<Node>(node);
            record->description = node->describe();
            model.nodes.push_back(record);
            model.edges.push_back({record->id, 0, graphOutput, 0, {}});
        }
        auto compiled = detail::compile(model, {pool, lines, 48000, nullptr, true});
        REQUIRE(compiled);
        schedule.emplace(std::move(*compiled));
        REQUIRE(schedule->parallel() != nullptr);
    }
    void run() { runner.run(*schedule, {{}, output.block(), 0}, due, counts, false); }

    detail::GraphModel model;
    detail::BufferPool pool{64};
    detail::LineBook lines{64};
    std::optional<Schedule> schedule;
    detail::DueEvents due{1};
    detail::SharedCounts counts;
    base::TickClock clock;
    detail::ParallelRunner runner{clock};
    audio::AudioBuffer output{1, 64};
};

/// Calls a function and writes ones.
class CallNode final : public Node {
public:
    explicit CallNode(std::function<void()> call) : call_(std::move(call)) {}
    NodeDescription describe() const override { return {{}, {{"output", 1}}, {}}; }
    void prepare(const PrepareContext&) override {}
    void process(const ProcessContext& context) noexcept override {
        call_();
        std::ranges::fill(context.output().channel(0), 1.0f);
    }

private:
    std::function<void()> call_;
};

} // namespace

TEST_CASE("any number of workers gives the same samples, bit by bit") {
    const auto seed = std::random_device{}();
    MESSAGE("seed ", seed);
    std::mt19937 numbers(seed);
    std::uint64_t shared = 0;
    std::uint64_t helped = 0;
    int sounding = 0;
    constexpr int graphs = test::rounds(200);
    for (int turn = 0; turn < graphs; ++turn) {
        const auto one = static_cast<unsigned>(numbers());
        RandomGraph alone(one, 0);
        const auto expected = alone.play();
        sounding += std::ranges::any_of(expected, [](float sample) { return sample != 0; }) ? 1 : 0;
        REQUIRE(alone.statistics().blocksShared == 0);
        for (const std::uint32_t workers : {1u, 3u}) {
            RandomGraph graph(one, workers);
            REQUIRE_MESSAGE(sameBits(graph.play(), expected), "graph ", one, ", workers ", workers);
            shared += graph.statistics().blocksShared;
            helped += graph.statistics().itemsByWorkers;
        }
    }
    CHECK(shared > graphs * RandomGraph::blocks);
    MESSAGE("chains that workers ran: ", helped, " in ", shared, " blocks");
    CHECK(sounding > graphs / 4);
}

TEST_CASE("a thread that helps runs each item once, in whatever order it comes by") {
    // The nodes themselves help in between, so that the order of claims is mixed on one thread.
    std::array<int, 40> ran{};
    Bench* bench = nullptr;
    std::mt19937 numbers(7);
    std::vector<Node*> nodes;
    for (auto& count : ran)
        nodes.push_back(new CallNode([&] {
            ++count;
            for (auto help = numbers() % 3; help > 0; --help)
                bench->runner.help();
        }));
    Bench made(nodes);
    bench = &made;
    for (int block = 1; block <= 50; ++block) {
        made.run();
        for (const int count : ran)
            REQUIRE(count == block);
        for (const float sample : made.output.block().channel(0))
            REQUIRE(sample == static_cast<float>(ran.size()));
        CHECK_FALSE(made.runner.help()); // nothing is left for who comes late
    }
    CHECK(made.counts.itemsByWorkers.load() > 0);
}

TEST_CASE("when a worker is held up in an item, the caller runs all the others and waits for that one alone") {
    constexpr int total = 8;
    std::atomic<int> byCaller{0};
    std::atomic<bool> held{false};
    std::atomic<bool> ended{false};
    const auto caller = std::this_thread::get_id();
    std::vector<Node*> nodes;
    for (int index = 0; index < total; ++index)
        nodes.push_back(new CallNode([&] {
            if (std::this_thread::get_id() == caller) {
                while (!held.load())
                    std::this_thread::yield();
                ++byCaller;
            } else if (!held.exchange(true)) {
                while (byCaller.load() < total - 1)
                    std::this_thread::yield();
                ended.store(true);
            }
        }));
    Bench bench(nodes);
    std::atomic<bool> over{false};
    std::thread worker([&] {
        while (!held.load())
            bench.runner.help();
        while (!over.load())
            std::this_thread::yield();
        CHECK_FALSE(bench.runner.help()); // back from its stall, in no block at all
    });
    bench.run();
    CHECK(ended.load());
    CHECK(byCaller.load() == total - 1);
    for (const float sample : bench.output.block().channel(0))
        REQUIRE(sample == static_cast<float>(total));
    over.store(true);
    worker.join();
}

TEST_CASE("a claim that was prepared in one block fails in the next, however alike the two are") {
    RootCounter roots;
    roots.open(3);
    const auto seen = roots.look();
    for (std::uint32_t root = 3; root-- > 0;)
        CHECK(roots.claim(roots.look()) == root);
    CHECK(roots.claim(seen) == RootCounter::none);
    CHECK(roots.claim(roots.look()) == RootCounter::none);
    roots.open(3);
    CHECK(roots.claim(seen) == RootCounter::none);
    for (std::uint32_t root = 3; root-- > 0;)
        CHECK(roots.claim(roots.look()) == root);
}

TEST_CASE("whoever looked at a queue and comes back rounds later takes nothing") {
    ReadyQueue queue(4);
    REQUIRE(queue.push(10));
    const auto seen = queue.next();
    for (std::uint32_t round = 0; round < 100; ++round) {
        CHECK(queue.take() == 10 + round);
        REQUIRE(queue.push(11 + round));
        CHECK(queue.takeAt(seen) == ReadyQueue::none);
    }
    CHECK(queue.take() == 110);
    CHECK(queue.take() == ReadyQueue::none);
    for (std::uint32_t item = 0; item < 4; ++item)
        CHECK(queue.push(item));
    CHECK_FALSE(queue.push(4));
}

TEST_CASE("a worker counts as inside a callback, so that nothing a node sends there wakes a thread") {
    auto pair =
        makeGraph({.maximumFrames = 16, .outputChannels = 1, .workers = 1, .workerUse = WorkerUse::always},
                  std::make_shared<concurrency::Reclaimer>());
    const auto caller = std::this_thread::get_id();
    std::atomic<int> outside{0};
    auto edit = pair.control.edit();
    for (int index = 0; index < 50; ++index)
        edit.connectToOutput(edit.add(std::make_unique<CallNode>([&] {
                                          if (std::this_thread::get_id() != caller &&
                                              !concurrency::Tag::current())
                                              ++outside;
                                      }),
                                      "node"));
    REQUIRE(edit.commit());
    Player player(pair.processor, 1);
    // A worker takes its time, and where there is one core only, it never comes.
    const int most = std::thread::hardware_concurrency() > 1 ? 1'000'000 : 10;
    for (int block = 0; block < most && pair.control.statistics().itemsByWorkers < 50; ++block)
        player.block(16);
    CHECK(outside.load() == 0);
}

TEST_CASE("more freed items than the queue holds are run all the same") {
    auto pair =
        makeGraph({.maximumFrames = 16, .outputChannels = 1, .workers = 1, .workerUse = WorkerUse::always},
                  std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    const auto source = edit.add(std::make_unique<test::ConstantNode>(1.0f), "source");
    constexpr int readers = 3000;
    for (int index = 0; index < readers; ++index) {
        const auto reader = edit.add(std::make_unique<MemoryNode>(1, 0.0f), "reader");
        edit.connect(source, 0, reader, 0);
        edit.connectToOutput(reader);
    }
    REQUIRE(edit.commit());
    Player player(pair.processor, 1);
    for (int block = 0; block < 3; ++block) {
        const auto made = player.block(16);
        for (const float sample : made[0])
            REQUIRE(sample == static_cast<float>(readers));
    }
    CHECK(pair.control.statistics().blocksShared == 3);
}

TEST_CASE("a graph that is little more than one long path is never shared") {
    auto pair =
        makeGraph({.maximumFrames = 16, .outputChannels = 1, .workers = 3, .workerUse = WorkerUse::always},
                  std::make_shared<concurrency::Reclaimer>());
    auto edit = pair.control.edit();
    auto last = edit.add(std::make_unique<test::ConstantNode>(1.0f), "source");
    for (int index = 0; index < 20; ++index) {
        const auto next = edit.add(std::make_unique<MemoryNode>(1, 0.0f), "path");
        edit.connect(last, 0, next, 0);
        last = next;
    }
    edit.connectToOutput(last);
    edit.connectToOutput(edit.add(std::make_unique<test::ConstantNode>(1.0f), "beside"));
    REQUIRE(edit.commit());
    Player player(pair.processor, 1);
    for (int block = 0; block < 300; ++block)
        REQUIRE(player.block(16)[0][0] == 2.0f);
    CHECK(pair.control.statistics().blocksShared == 0);
    CHECK(pair.control.statistics().itemsByWorkers == 0);
}

TEST_CASE("workers come and go with the processor, whichever end goes first and whether it ever played") {
    for (int turn = 0; turn < 12; ++turn) {
        std::optional<Graph> pair =
            makeGraph({.outputChannels = 1, .workers = 3, .workerUse = WorkerUse::always},
                      std::make_shared<concurrency::Reclaimer>());
        std::optional<GraphControl> control(std::move(pair->control));
        std::optional<GraphProcessor> processor(std::move(pair->processor));
        pair.reset();
        auto edit = control->edit();
        for (int index = 0; index < 5; ++index)
            edit.connectToOutput(edit.add(std::make_unique<test::ConstantNode>(1.0f), "source"));
        REQUIRE(edit.commit());
        if (turn % 3 > 0) {
            Player player(*processor, 1);
            for (int block = 0; block < turn; ++block)
                REQUIRE(player.block(32)[0][0] == 5.0f);
        }
        if (turn % 2 == 0)
            processor.reset();
        control.reset();
        if (turn % 3 == 2 && processor) {
            Player player(*processor, 1);
            REQUIRE(player.block(32)[0][0] == 5.0f);
        }
    }
}

TEST_CASE("a number of workers or a priority outside its range is refused") {
    const auto reclaimer = std::make_shared<concurrency::Reclaimer>();
    CHECK_THROWS_WITH_AS(makeGraph({.workers = 64}, reclaimer),
                         "A graph needs 0 to 63 workers; 64 was asked for.", base::Failure);
    CHECK_THROWS_AS(makeGraph({.workerPriority = 100}, reclaimer), base::Failure);
}
