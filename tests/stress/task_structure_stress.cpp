// SPDX-License-Identifier: MIT
//
// Random trees of tasks that wait, lock, sleep, block their thread, time out, fail and are cancelled, in
// several pools at once: each task's children end before it does, each resource is finalised once, a lock has
// one holder, and the pools end with nothing left.
#include <atomic>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <optional>
#include <rondo/task/blocking.h>
#include <rondo/task/condition.h>
#include <rondo/task/mutex.h>
#include <rondo/task/owned.h>
#include <rondo/task/parcel.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/scope.h>
#include <rondo/task/select.h>
#include <rondo/task/semaphore.h>
#include <rondo/task/sleep.h>
#include <rondo/task/spawn.h>
#include <rondo/task/with_timeout.h>
#include <rondo/task/yield.h>
#include <stdexcept>
#include <support/stress.h>
#include <thread>
#include <utility>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using concurrency::Deadline;
using test::Crew;
using test::Stress;
using Random = Stress::Random;

namespace {

constexpr std::uint32_t permits = 2;

/// What all trees of a round share.
struct World {
    Mutex mutex;
    Condition changed;
    Semaphore places{permits};
    std::uint64_t guarded = 0; ///< by the mutex: no atomic, so that ThreadSanitizer sees a second holder
    std::uint64_t counted = 0; ///< likewise
    std::atomic<int> holders{0};
    std::atomic<std::uint64_t> tasks{0}, made{0}, finalised{0};
    std::atomic<std::uint64_t> wrong{0};
    std::atomic<std::uint64_t> deadlocks{0};
};

/// A task of the tree, in its frame: gone when the task has ended.
class Node {
public:
    Node(World& world, Node* parent) noexcept : world_(world), parent_(parent) {
        ++world.tasks;
        if (parent != nullptr)
            ++parent->children_;
    }
    ~Node() {
        if (children_ != 0)
            ++world_.wrong;
        if (parent_ != nullptr)
            --parent_->children_;
    }
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

private:
    World& world_;
    Node* const parent_;
    std::atomic<int> children_{0};
};

/// One of at most so many.
class Place {
public:
    explicit Place(World& world) noexcept : world_(world) {
        if (++world.holders > static_cast<int>(permits))
            ++world.wrong;
    }
    ~Place() {
        --world_.holders;
        world_.places.release();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    World& world_;
};

std::chrono::microseconds shortTime(Random& random) { return std::chrono::microseconds(random() % 200); }

Owned<World*> makeResource(World& world) {
    ++world.made;
    return Owned<World*>(&world, [](World* of) { ++of->finalised; });
}

void count(World& world) {
    if (world.guarded++ != world.counted++)
        ++world.wrong;
}

Task<> act(World& world, Random& random) {
    switch (random() % 9) {
    case 0:
        co_await sleepFor(shortTime(random));
        break;
    case 1: {
        const auto held = co_await world.mutex.lock();
        count(world);
        co_await yield();
        count(world);
        break;
    }
    case 2:
    case 3: {
        // A plain function, which blocks; not for ever, because who holds the mutex may need the last thread.
        const auto held = world.mutex.lockWait(Deadline::in(shortTime(random)));
        if (held)
            count(world);
        break;
    }
    case 4: {
        const auto limit = shortTime(random);
        const auto result = co_await world.places.acquire(limit);
        if (!result)
            break;
        const Place place(world);
        co_await yield();
        break;
    }
    case 5: {
        auto held = co_await world.mutex.lock();
        const auto limit = shortTime(random);
        const auto seen = world.guarded;
        static_cast<void>(co_await world.changed.wait(held, limit, [&] { return world.guarded != seen; }));
        count(world);
        break;
    }
    case 6:
        if (random() % 2 == 0)
            world.changed.broadcast();
        else
            world.changed.signal();
        break;
    case 7:
        blocking([] { std::this_thread::yield(); });
        break;
    default:
        co_await yield();
    }
}

Task<> grow(World& world, Node* parent, int depth, std::uint64_t seed);

/// Ends a child in one of all ways; what it threw is its own.
Task<> end(Child<>& child, Random& random) {
    switch (random() % 4) {
    case 0:
        child.cancel();
        break;
    case 1: {
        const auto limit = shortTime(random);
        const bool ended = co_await child.endedWithin(limit);
        if (!ended)
            child.cancel();
        break;
    }
    case 2: {
        const auto limit = shortTime(random);
        static_cast<void>(co_await select(limit, child.ending()));
        break;
    }
    default:
        break;
    }
    static_cast<void>(co_await child.outcome());
}

Task<> spawnSome(World& world, Node& node, int depth, Random& random) {
    std::vector<Child<>> children;
    for (auto count = random() % 4; count > 0; --count)
        children.push_back(spawn([&world, &node, depth, seed = random(),
                                  resource = Parcel(makeResource(world))]() mutable -> Task<> {
            std::optional<Owned<World*>> mine;
            if (seed % 2 == 0)
                mine.emplace(resource.open());
            co_await grow(world, &node, depth - 1, seed);
        }));
    co_await act(world, random);
    for (auto& child : children) {
        if (random() % 64 == 0)
            continue; // forgotten: cancelled, and waited for, when the vector goes
        co_await end(child, random);
    }
}

Task<> grow(World& world, Node* parent, int depth, std::uint64_t seed) {
    Node node(world, parent);
    Random random(seed);
    const auto resource = makeResource(world);
    co_await act(world, random);
    if (depth > 0)
        co_await spawnSome(world, node, depth, random);
    if (depth > 0 && random() % 3 == 0)
        co_await withScope([&](Scope& scope) -> Task<> {
            for (auto count = 1 + random() % 3; count > 0; --count)
                scope.spawn([&world, &node, depth, seed = random()]() -> Task<> {
                    co_await grow(world, &node, depth - 1, seed);
                });
            co_await act(world, random);
            if (random() % 4 == 0)
                scope.cancel();
        });
    if (depth > 0 && random() % 3 == 0) {
        const auto limit = shortTime(random);
        static_cast<void>(co_await withTimeout(limit, [&world, &node, depth, seed = random()]() -> Task<> {
            co_await grow(world, &node, depth - 1, seed);
        }));
    }
    if (random() % 16 == 0)
        throw std::runtime_error("on purpose");
    co_await act(world, random);
}

std::vector<std::unique_ptr<Pool>> makePools(World& world, Random& random) {
    std::vector<std::unique_ptr<Pool>> pools;
    for (auto count = 1 + random() % 3; count > 0; --count)
        pools.push_back(std::make_unique<Pool>(
            PoolOptions{.workers = 1 + static_cast<std::uint32_t>(random() % 3),
                        .mostSpares = static_cast<std::uint32_t>(random() % 6),
                        .onStall = [](const StallReport&) {},
                        .onDeadlock = [&world](const DeadlockReport&) { ++world.deadlocks; }}));
    return pools;
}

void playOneRound(World& world, Random random) {
    auto pools = makePools(world, random);
    Crew threads;
    threads.add(static_cast<int>(random() % 3), [&world](int) {
        for (int turn = 0; turn < 100; ++turn) {
            const auto held = world.mutex.lockWait();
            count(world);
            world.changed.signal();
        }
    });
    threads.start();
    std::vector<RootTask<>> roots;
    for (auto count = 1 + random() % 4; count > 0; --count)
        roots.push_back(start(*pools[random() % pools.size()], [&world, seed = random()]() -> Task<> {
            co_await grow(world, nullptr, 3, seed);
        }));
    for (auto& root : roots) {
        for (auto turns = random() % 50; turns > 0; --turns)
            std::this_thread::yield();
        if (random() % 4 == 0)
            root.cancel();
    }
    const bool abrupt = random() % 4 == 0; // closed over tasks that run
    for (auto& root : roots)
        if (!abrupt)
            root.wait();
    for (auto& pool : pools) {
        const auto report = pool->close(Deadline::in(std::chrono::seconds(60)));
        CHECK_MESSAGE(report.complete, report.text());
    }
    for (auto& root : roots)
        CHECK(root.finished());
    roots.clear();
    threads.join();
}

} // namespace

TEST_CASE("task structure: children end before their parent, and what a task owns goes once, however it ends") {
    Stress stress;
    std::uint64_t tasks = 0;
    while (stress.goesOn()) {
        World world;
        playOneRound(world, stress.random());
        CHECK(world.wrong == 0);
        CHECK(world.made == world.finalised);
        CHECK(world.deadlocks == 0);
        CHECK(world.mutex.tryLock().has_value());
        for (std::uint32_t place = 0; place < permits; ++place)
            CHECK(world.places.tryAcquire());
        tasks += world.tasks;
    }
    MESSAGE(tasks, " tasks");
    CHECK(tasks > 0);
}
