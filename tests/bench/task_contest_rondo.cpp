// SPDX-License-Identifier: MIT
#include "task_contest.h"

#include <algorithm>
#include <atomic>
#include <ctime>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <sys/mman.h>
#include <thread>

namespace rondo::bench {

namespace {

using task::Child;
using task::Pool;
using task::Task;

Task<> serve(task::ChannelReceiver<int>& from, task::ChannelSender<int>& to, int times) {
    for (int time = 0; time < times; ++time) {
        const auto item = co_await from.receive();
        co_await to.send(*item);
    }
}

Task<double> play(task::SpawnOptions here, task::SpawnOptions there, int times) {
    auto [sender, receiver] = task::makeChannel<int>(0);
    auto [answer, answered] = task::makeChannel<int>(0);
    auto partner = task::spawn([&]() -> Task<> { return serve(receiver, answer, times); }, there);
    auto self = task::spawn(
        [&]() -> Task<double> {
            const Stopwatch watch;
            for (int time = 0; time < times; ++time) {
                co_await sender.send(time);
                co_await answered.receive();
            }
            co_return watch.each(2 * times);
        },
        here);
    const double each = co_await self;
    co_await partner;
    co_return each;
}

Figures hops(std::uint32_t workers, task::SpawnOptions here, task::SpawnOptions there, int times) {
    Pool pool({.workers = workers});
    pool.run([&] { return play(here, there, times / 10); });
    return {{"hop", pool.run([&] { return play(here, there, times); })}};
}
Figures hopOneWorker() { return hops(1, {}, {}, roundTrips); }
Figures hopTwoWorkers() { return hops(2, {}, {}, roundTrips); }
Figures hopPinned() { return hops(2, {.worker = 0}, {.worker = 1}, slowRoundTrips); }

Figures stream(std::uint32_t workers) {
    Pool pool({.workers = workers});
    const double each = pool.run([]() -> Task<double> {
        auto [sender, receiver] = task::makeChannel<int>(streamCapacity);
        auto source = task::spawn([&]() -> Task<> {
            for (int item = 0; item < streamed; ++item)
                co_await sender.send(item);
            sender.close();
        });
        const Stopwatch watch;
        int count = 0;
        while (co_await receiver.receive())
            ++count;
        const double time = watch.each(count);
        co_await source;
        co_return time;
    });
    return {{"item", each}};
}

Figures spawnJoin() {
    Pool pool({.workers = 1});
    const auto round = [](int times) -> Task<double> {
        const Stopwatch watch;
        for (int time = 0; time < times; ++time)
            co_await task::spawn([]() -> Task<> { co_return; });
        co_return watch.each(times);
    };
    pool.run([&] { return round(spawned / 10); });
    // Many at once: what a child costs without the way to the queue's end and back for each.
    const auto batches = [](int times) -> Task<double> {
        constexpr int batch = 100;
        std::vector<Child<>> children;
        children.reserve(batch);
        const Stopwatch watch;
        for (int time = 0; time < times; time += batch) {
            children.clear();
            for (int one = 0; one < batch; ++one)
                children.push_back(task::spawn([]() -> Task<> { co_return; }));
            for (auto& child : children)
                co_await std::move(child);
        }
        co_return watch.each(times);
    };
    pool.run([&] { return batches(spawned / 10); });
    return {{"each", pool.run([&] { return round(spawned); })},
            {"batched", pool.run([&] { return batches(spawned); })}};
}

Task<int> one() { co_return 1; }
[[gnu::noinline]] std::uintptr_t stackHere() {
    return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}
Task<int> chain(int depth, std::uintptr_t& deepest) {
    if (depth == 0) {
        deepest = stackHere();
        co_return 0;
    }
    const int below = co_await chain(depth - 1, deepest);
    co_return below + 1;
}

Figures call() {
    Pool pool({.workers = 1});
    return {{"each", pool.run([]() -> Task<double> {
                 int sum = 0;
                 const Stopwatch watch;
                 while (sum < calls)
                     sum += co_await one();
                 co_return watch.each(calls);
             })}};
}
Figures chained() {
    Pool pool({.workers = 1});
    double stack = 0;
    const double each = pool.run([&]() -> Task<double> {
        std::uintptr_t top = 0;
        co_await chain(0, top);
        std::uintptr_t deepest = 0;
        const Stopwatch watch;
        const int depth = co_await chain(calls, deepest);
        const double time = watch.each(depth);
        stack = static_cast<double>(top) - static_cast<double>(deepest);
        co_return time;
    });
    return {{"each", each}, {"stack", stack}};
}

/// What the kernel takes to give so many bytes a task, in large pages where it has them.
double touchEach(double bytes) {
    const auto size = static_cast<std::size_t>(bytes * blocked);
    void* const pages = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        return 0;
    static_cast<void>(::madvise(pages, size, MADV_HUGEPAGE));
    const Stopwatch watch;
    for (std::size_t at = 0; at < size; at += 4096)
        static_cast<volatile char*>(pages)[at] = 1;
    const double each = watch.each(blocked);
    ::munmap(pages, size);
    return each;
}

Task<Figures> crowd() {
    auto [sender, receiver] = task::makeChannel<int>(0);
    int ended = 0;
    constexpr double captures = 2 * sizeof(void*); // the task's own locals
    std::vector<std::optional<Child<>>> children(blocked);
    Figures figures;
    const double before = residentBytes();
    const Stopwatch creating;
    for (auto& child : children)
        child.emplace(task::spawn([&]() -> Task<> {
            co_await receiver.receive();
            ++ended;
        }));
    co_await task::yield();
    figures["create"] = creating.each(blocked);
    figures["bytes"] = (residentBytes() - before) / blocked - captures;
    const Stopwatch waking;
    for (int item = 0; item < blocked; ++item)
        co_await sender.send(item);
    co_await task::yield();
    figures["wake"] = ended == blocked ? waking.each(blocked) : 0;
    const Stopwatch joining;
    for (auto& child : children)
        co_await *std::move(child);
    figures["join"] = joining.each(blocked);
    co_return figures;
}

Figures blockedMillion() {
    Pool pool({.workers = 1});
    auto figures = pool.run([] { return crowd(); });
    figures["again"] = pool.run([] { return crowd(); })["create"];
    figures["touch"] = touchEach(figures["bytes"]);
    return figures;
}

/// A task that blocks in a plain function, on a pool of one worker, where another one must go on meanwhile.
Figures seat() {
    Pool pool({.workers = 1});
    const double each = pool.run([]() -> Task<double> {
        auto [sender, receiver] = task::makeChannel<int>(0);
        auto [answer, answered] = task::makeChannel<int>(slowRoundTrips);
        auto plain = task::spawn([&]() -> Task<> {
            std::optional<int> item;
            while (receiver.receiveWait(item) == concurrency::ChannelResult::done &&
                   answer.trySend(*item) == concurrency::ChannelResult::done) {
            }
            co_return;
        });
        const Stopwatch watch;
        for (int time = 0; time < slowRoundTrips; ++time) {
            co_await sender.send(time);
            co_await answered.receive();
        }
        const double time = watch.each(slowRoundTrips);
        sender.close();
        co_await plain;
        co_return time;
    });
    return {{"each", each}, {"threads", static_cast<double>(pool.threads())}};
}

Figures idle() {
    Pool pool({.workers = 2});
    pool.run([]() -> Task<> { co_return; });
    const auto used = [] {
        timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
    };
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const double before = used();
    const Stopwatch watch;
    std::this_thread::sleep_for(std::chrono::seconds(2));
    return {{"percent", 100 * (used() - before) / watch.each(1)}};
}

} // namespace

std::vector<Discipline> rondoDisciplines() {
    return {{"rondo", "hop-1", hopOneWorker},
            {"rondo", "hop-2", hopTwoWorkers},
            {"rondo", "hop-pinned", hopPinned},
            {"rondo", "stream-1", [] { return stream(1); }},
            {"rondo", "stream-2", [] { return stream(2); }},
            {"rondo", "spawn", spawnJoin},
            {"rondo", "call", call},
            {"rondo", "chain", chained},
            {"rondo", "blocked", blockedMillion},
            {"rondo", "seat", seat},
            {"rondo", "idle", idle}};
}

} // namespace rondo::bench
