// SPDX-License-Identifier: MIT
//
// The walk of a graph edit under stress: one thread edits at random while another plays, with and without
// workers. What no edit touches must stay bit-equal, what an edit removes must die once, what cannot be must be
// refused.
#include <atomic>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <rondo/graph/graph_control.h>
#include <set>
#include <support/graph_probes.h>
#include <support/stress.h>
#include <thread>
#include <utility>

using namespace rondo;
using test::ConstantNode;
using test::CounterNode;
using test::MemoryNode;

namespace {

constexpr int fewestTurns = 400; // below, the shares that are expected of them may not come out

/// Edits at random, keeps its own list of what the graph should hold, and knows which edits must be refused.
class RandomEditor {
public:
    RandomEditor(graph::GraphControl& control, unsigned seed, std::atomic<int>& alive)
        : control_(control), numbers_(seed), alive_(alive) {}

    void turn() {
        // A later step could mend a wrong one, for instance by removing its node; so a wrong step is the last.
        auto edit = control_.edit();
        auto nodes = nodes_;
        auto edges = edges_;
        bool valid = true;
        const auto steps = 1 + numbers_() % 6;
        for (unsigned step = 0; step < steps && valid; ++step)
            valid = takeStep(edit, nodes, edges);
        const auto result = edit.commit();
        REQUIRE_MESSAGE(result.has_value() == valid, (result ? "accepted" : result.error().text));
        if (result) {
            nodes_ = nodes;
            edges_ = edges;
            latest = *result;
        } else {
            ++refused;
        }
        if (!nodes_.empty()) {
            const auto node = nodes_[numbers_() % nodes_.size()];
            if (!control_.setParameter(node, 0, 0.5f))
                ++full;
            if (!control_.setParameterAt(static_cast<std::int64_t>(numbers_() % 1000000), node, 0, 0.25f))
                ++full;
        }
    }
    std::size_t nodeCount() const { return nodes_.size(); }
    graph::Publication latest;
    int refused = 0;
    int full = 0;

private:
    using Edge = std::pair<graph::NodeId, graph::NodeId>;

    // Edges lead from older nodes to newer ones, so only the steps that mean to can make a cycle.
    bool takeStep(graph::GraphEdit& edit, std::vector<graph::NodeId>& nodes, std::set<Edge>& edges) {
        const auto choice = numbers_() % 100;
        if (choice < 40 && nodes.size() < 60) {
            auto node = std::make_unique<MemoryNode>(1, 0.5f);
            ++alive_;
            node->onDestroyed = [&alive = alive_] { --alive; };
            nodes.push_back(edit.add(std::move(node), "memory"));
            return true;
        }
        if (nodes.size() < 2)
            return true;
        const auto first = numbers_() % (nodes.size() - 1);
        const auto second = first + 1 + numbers_() % (nodes.size() - 1 - first);
        const Edge edge{nodes[first], nodes[second]};
        if (choice < 65) {
            edit.connect(edge.first, 0, edge.second, 0);
            return edges.insert(edge).second;
        }
        if (choice < 75) {
            edit.disconnect(edge.first, 0, edge.second, 0);
            return edges.erase(edge) == 1;
        }
        if (choice < 90) {
            const auto gone = nodes[first];
            edit.remove(gone);
            nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(first));
            std::erase_if(edges, [&](const Edge& one) { return one.first == gone || one.second == gone; });
            return true;
        }
        if (choice < 96) {
            edit.connect(nodes[second], 0, nodes[second], 0); // a circle
            return false;
        }
        edit.connect(nodes[second], 7, nodes[first], 0); // a port that is not there
        return false;
    }

    graph::GraphControl& control_;
    std::mt19937 numbers_;
    std::atomic<int>& alive_;
    std::vector<graph::NodeId> nodes_;
    std::set<Edge> edges_;
};

/// Plays on a thread of its own, in blocks of random length, and compares with the counter that must come out.
class Listener {
public:
    static constexpr std::int64_t forEver = std::numeric_limits<std::int64_t>::max();
    /// `granted`: it begins a block as long as it has played fewer frames.
    Listener(graph::GraphProcessor& processor, unsigned seed, std::uint32_t longestBlock = 300,
             std::int64_t granted = forEver)
        : granted_(granted),
          thread_([this, &processor, seed, longestBlock] { play(processor, seed, longestBlock); }) {}

    ~Listener() {
        if (thread_.joinable())
            stop();
    }
    /// Returns once a block was played that began after this call.
    void awaitBlock() const {
        const auto before = begun_.load(std::memory_order_acquire);
        while (begun_.load(std::memory_order_acquire) < before + 2)
            std::this_thread::yield();
    }
    void grant(std::int64_t frames) noexcept { granted_.store(frames, std::memory_order_release); }
    /// Returns: frames played so far.
    std::int64_t frames() const noexcept { return frames_.load(std::memory_order_relaxed); }
    /// Returns: how many samples were wrong.
    std::int64_t stop() {
        finished_.store(true, std::memory_order_release);
        thread_.join();
        return wrong_;
    }

private:
    void play(graph::GraphProcessor& processor, unsigned seed, std::uint32_t longestBlock) {
        std::mt19937 numbers(seed);
        audio::AudioBuffer output(1, longestBlock);
        std::int64_t frame = 0;
        while (!finished_.load(std::memory_order_acquire)) {
            if (frame >= granted_.load(std::memory_order_acquire)) {
                std::this_thread::yield();
                continue;
            }
            const auto frames = static_cast<std::uint32_t>(1 + numbers() % longestBlock);
            const auto block = output.block().frames(0, frames);
            begun_.fetch_add(1, std::memory_order_release);
            {
                const concurrency::RealtimeScope watched;
                processor.process({}, block, frame);
            }
            for (const float sample : block.channel(0))
                wrong_ += sample != static_cast<float>(frame++ % CounterNode::turn) ? 1 : 0;
            frames_.store(frame, std::memory_order_relaxed);
            std::this_thread::yield();
        }
    }

    std::atomic<bool> finished_{false};
    std::atomic<std::int64_t> begun_{0};
    std::atomic<std::int64_t> frames_{0};
    std::atomic<std::int64_t> granted_;
    std::int64_t wrong_ = 0;
    std::thread thread_; ///< last, so that everything it uses is there when it starts
};

void editAtRandomWhilePlaying(std::uint32_t workers) {
    test::Stress stress;
    auto random = stress.random();
    int turns = 0;
    std::atomic<int> alive{0};
    {
        auto reclaimer = std::make_shared<concurrency::Reclaimer>();
        auto pair = graph::makeGraph({.maximumFrames = 256,
                                      .outputChannels = 1,
                                      .scheduledCapacity = 512,
                                      .workers = workers,
                                      .workerUse = graph::WorkerUse::always},
                                     reclaimer);
        auto edit = pair.control.edit();
        const auto counter = edit.add(std::make_unique<CounterNode>(), "counter");
        edit.connectToOutput(counter);
        REQUIRE(edit.commit());

        Listener listener(pair.processor, static_cast<unsigned>(random()));
        RandomEditor editor(pair.control, static_cast<unsigned>(random()), alive);
        for (; stress.goesOn() || turns < fewestTurns; ++turns) {
            editor.turn();
            // Now and then the audio thread gets to play what was published; otherwise edits overtake each
            // other.
            if (turns % 3 == 0)
                listener.awaitBlock();
        }
        while (!pair.control.adoptedAt(editor.latest))
            std::this_thread::yield();
        for (int block = 0; block < 100; ++block)
            listener.awaitBlock(); // the last fade ends
        CHECK(listener.stop() == 0);
        CHECK(editor.refused > turns / 20);
        CHECK(pair.control.nodeCount() == editor.nodeCount() + 1);
        const auto statistics = pair.control.statistics();
        CHECK(statistics.schedulesAdopted > turns / 20);
        MESSAGE(turns, " edits, ", statistics.schedulesAdopted, " swaps");
        CHECK(statistics.eventsRefused == static_cast<std::uint64_t>(editor.full));
        REQUIRE(pair.control.edit().commit());
        reclaimer->collect();
        CHECK(alive == static_cast<int>(editor.nodeCount()));
        CHECK((statistics.blocksShared > 0) == (workers > 0));
        CHECK((statistics.itemsByWorkers == 0 ||
               workers > 0)); // on a busy machine they may come too late for all
    }
    CHECK(alive == 0);
}

/// Small edits of a small graph, every one of them valid. Each `fadeEvery`th changes what a node hears that
/// stays, so that it is faded; the others add and remove sources that nobody hears, and fade nothing.
class QuickEditor {
public:
    static constexpr int fadeEvery = 32;

    QuickEditor(graph::GraphControl& control, unsigned seed, std::atomic<int>& alive)
        : control_(control), numbers_(seed), alive_(alive), edit_(control.edit()) {
        bus_ = add("bus");
        edit_.connectToOutput(edit_.add(std::make_unique<CounterNode>(), "counter"));
        publish();
    }
    /// Returns: whether the edit is faded in.
    bool turn() {
        const bool fades = ++turns_ % fadeEvery == 0;
        if (fades && heard_.empty()) {
            heard_.push_back(add("source"));
            edit_.connect(heard_.back(), 0, bus_, 0);
        } else if (fades) {
            remove(heard_);
        } else if (unheard_.empty() || (unheard_.size() < 4 && numbers_() % 2 == 0)) {
            unheard_.push_back(add("source"));
        } else {
            remove(unheard_);
        }
        publish();
        return fades;
    }
    bool adopted() { return control_.adoptedAt(newest_).has_value(); }
    int nodeCount() const { return static_cast<int>(1 + heard_.size() + unheard_.size()); }

private:
    graph::NodeId add(const char* name) {
        auto node = std::make_unique<MemoryNode>(1, 0.5f);
        ++alive_;
        node->onDestroyed = [&alive = alive_] { --alive; };
        return edit_.add(std::move(node), name);
    }
    void remove(std::vector<graph::NodeId>& from) {
        const auto place = from.begin() + static_cast<std::ptrdiff_t>(numbers_() % from.size());
        edit_.remove(*place);
        from.erase(place);
    }
    void publish() {
        const auto published = edit_.commit();
        REQUIRE(published);
        newest_ = *published;
    }

    graph::GraphControl& control_;
    std::mt19937 numbers_;
    std::atomic<int>& alive_;
    graph::GraphEdit edit_;
    graph::NodeId bus_;
    std::vector<graph::NodeId> heard_;
    std::vector<graph::NodeId> unheard_;
    graph::Publication newest_;
    int turns_ = 0;
};

} // namespace

// A swap is a schedule that the audio thread has adopted, as GraphStatistics counts them. A second is one of
// the sound, 48000 frames, because a sanitizer makes the clock on the wall a measure of itself: each edit
// grants the audio thread 30 frames, and 512 more to one that is faded, as none is adopted before a fade has
// ended. It takes them at its own speed, in blocks of 1 to 28 frames. For each second that the case may take
// there are a thousand swaps, however long that takes; how many there were in a second on the wall is printed.
TEST_CASE("a thousand swaps a second while two workers help to play leave the untouched path bit-equal") {
    constexpr std::int64_t framesOfSwap = 30;
    constexpr std::int64_t framesOfFade = 512;
    constexpr std::uint32_t longestBlock = 28;
    test::Stress stress;
    auto random = stress.random();
    std::atomic<int> alive{0};
    {
        auto reclaimer = std::make_shared<concurrency::Reclaimer>();
        auto pair = graph::makeGraph({.maximumFrames = longestBlock,
                                      .outputChannels = 1,
                                      .workers = 2,
                                      .workerUse = graph::WorkerUse::always},
                                     reclaimer);
        QuickEditor editor(pair.control, static_cast<unsigned>(random()), alive);
        std::int64_t granted = framesOfSwap;
        Listener listener(pair.processor, static_cast<unsigned>(random()), longestBlock, granted);
        while (!editor.adopted()) // or the next one takes its place
            std::this_thread::yield();
        std::uint64_t edits = 1;
        std::uint64_t faded = 0;
        const auto start = test::Stress::Clock::now();
        for (const auto wanted = 1000 * stress.seconds();
             stress.goesOn() || static_cast<double>(edits) < wanted; ++edits) {
            const bool fades = editor.turn();
            faded += fades ? 1U : 0U;
            listener.grant(granted += framesOfSwap + (fades ? framesOfFade : 0));
            while (!editor.adopted())
                std::this_thread::yield();
        }
        const std::chrono::duration<double> wall = test::Stress::Clock::now() - start;
        const auto sound = static_cast<double>(listener.frames()) / 48000;
        const auto statistics = pair.control.statistics();
        const auto swaps = static_cast<double>(statistics.schedulesAdopted);
        MESSAGE(swaps, " swaps, ", faded, " of them faded, in ", sound, " s of sound: ", swaps / sound,
                " a second; in ", wall.count(), " s on the wall: ", swaps / wall.count(), " a second; ",
                statistics.blocks, " blocks, ", statistics.itemsByWorkers, " items by workers");
        CHECK(statistics.schedulesAdopted == edits);
        CHECK(swaps >= 1000 * sound);
        CHECK(faded == (edits - 1) / QuickEditor::fadeEvery);
        CHECK(statistics.blocksShared > 0);
        listener.grant(Listener::forEver);
        for (int block = 0; block < 600; ++block)
            listener.awaitBlock(); // the last fade ends
        CHECK(listener.stop() == 0);
        REQUIRE(pair.control.edit().commit());
        reclaimer->collect();
        CHECK(alive == editor.nodeCount());
    }
    CHECK(alive == 0);
}

TEST_CASE("thousands of random edits while another thread plays leave the untouched path bit-equal and leak "
          "nothing") {
    editAtRandomWhilePlaying(0);
}

TEST_CASE("the same while two workers help to play") { editAtRandomWhilePlaying(2); }

TEST_CASE("an event sent right after a commit always meets the node that the commit added") {
    constexpr int turns = 200; // a round; the graph grows by a node each
    test::Stress stress;
    while (stress.goesOn()) {
        auto pair = graph::makeGraph({.maximumFrames = 32, .outputChannels = 1, .eventCapacity = 4096},
                                     std::make_shared<concurrency::Reclaimer>());
        auto edit = pair.control.edit();
        edit.connectToOutput(edit.add(std::make_unique<CounterNode>(), "counter"));
        REQUIRE(edit.commit());
        Listener listener(pair.processor, static_cast<unsigned>(stress.random()()));
        for (int turn = 0; turn < turns; ++turn) {
            const auto node = edit.add(std::make_unique<ConstantNode>(0.0f), "constant");
            REQUIRE(edit.commit());
            REQUIRE(pair.control.setParameter(node, 0, 1));
        }
        for (int block = 0; block < 100; ++block)
            listener.awaitBlock();
        CHECK(listener.stop() == 0);
        CHECK(pair.control.statistics().eventsOrphaned == 0);
        CHECK(pair.control.statistics().eventsApplied == turns);
    }
}

TEST_CASE("threads that edit at once are refused or done, one whole edit after the other") {
    constexpr int editors = 3;
    test::Stress stress;
    while (stress.goesOn()) {
        auto pair = graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>());
        auto edit = pair.control.edit();
        edit.connectToOutput(edit.add(std::make_unique<CounterNode>(), "counter"));
        REQUIRE(edit.commit());
        Listener listener(pair.processor, static_cast<unsigned>(stress.random()()));
        std::atomic<std::size_t> added{0};
        std::atomic<int> wrong{0};
        test::Crew crew;
        crew.add(editors, [&](int) {
            for (int turn = 0; turn < 60; ++turn) {
                auto own = pair.control.edit();
                const auto first = own.add(std::make_unique<ConstantNode>(0.0f), "first");
                const auto second = own.add(std::make_unique<MemoryNode>(), "second");
                own.connect(first, 0, second, 0);
                const auto committed = own.commit();
                const auto sent = pair.control.setParameter(first, 0, 1);
                added += committed ? 2 : 0;
                wrong += committed || committed.error().code == base::ErrorCode::wrongThread ? 0 : 1;
                wrong += committed && !sent && sent.error().code != base::ErrorCode::wrongThread ? 1 : 0;
                wrong += pair.control.picture().nodes.size() % 2; // an even number: counter, pairs and output
                static_cast<void>(pair.control.adoptedAt({1}));
            }
        });
        crew.start();
        crew.join();
        listener.awaitBlock();
        CHECK(listener.stop() == 0);
        CHECK(wrong == 0);
        CHECK(pair.control.nodeCount() == added + 1);
    }
}
