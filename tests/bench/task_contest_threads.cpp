// SPDX-License-Identifier: MIT
#include "task_contest.h"

#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>

namespace rondo::bench {

namespace {

/// A channel as one writes it with the standard library.
class LockedChannel {
public:
    explicit LockedChannel(std::size_t capacity) : capacity_(capacity) {}
    void send(int item) {
        std::unique_lock guard(mutex_);
        room_.wait(guard, [this] { return items_.size() < capacity_; });
        items_.push(item);
        guard.unlock();
        there_.notify_one();
    }
    int receive() {
        std::unique_lock guard(mutex_);
        there_.wait(guard, [this] { return !items_.empty(); });
        const int item = items_.front();
        items_.pop();
        guard.unlock();
        room_.notify_one();
        return item;
    }

private:
    std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable there_;
    std::queue<int> items_;
    std::size_t capacity_;
};

Figures hop() {
    LockedChannel there(1);
    LockedChannel back(1);
    std::thread partner([&] {
        for (int time = 0; time < slowRoundTrips; ++time)
            back.send(there.receive());
    });
    const Stopwatch watch;
    for (int time = 0; time < slowRoundTrips; ++time) {
        there.send(time);
        back.receive();
    }
    const double each = watch.each(2 * slowRoundTrips);
    partner.join();
    return {{"hop", each}};
}

Figures stream() {
    LockedChannel channel(streamCapacity);
    std::thread source([&] {
        for (int item = 0; item < streamed; ++item)
            channel.send(item);
    });
    const Stopwatch watch;
    for (int item = 0; item < streamed; ++item)
        channel.receive();
    const double each = watch.each(streamed);
    source.join();
    return {{"item", each}};
}

Figures spawn() {
    const Stopwatch watch;
    for (int time = 0; time < slowRoundTrips; ++time)
        std::thread([] {}).join();
    return {{"each", watch.each(slowRoundTrips)}};
}

Figures blockedThreads() {
    constexpr int count = 5'000;
    std::mutex mutex;
    std::condition_variable condition;
    int waiting = 0;
    bool go = false;
    std::vector<std::thread> threads;
    threads.reserve(count);
    Figures figures;
    const double before = residentBytes();
    const Stopwatch creating;
    for (int number = 0; number < count; ++number)
        threads.emplace_back([&] {
            std::unique_lock guard(mutex);
            ++waiting;
            condition.wait(guard, [&] { return go; });
        });
    for (std::unique_lock guard(mutex); waiting < count; guard.lock()) {
        guard.unlock();
        std::this_thread::yield();
    }
    figures["create"] = creating.each(count);
    figures["bytes"] = (residentBytes() - before) / count;
    const Stopwatch waking;
    {
        const std::lock_guard guard(mutex);
        go = true;
    }
    condition.notify_all();
    for (auto& thread : threads)
        thread.join();
    figures["wake"] = waking.each(count);
    return figures;
}

} // namespace

std::vector<Discipline> threadDisciplines() {
    return {{"threads", "hop", hop},
            {"threads", "stream", stream},
            {"threads", "spawn", spawn},
            {"threads", "blocked", blockedThreads}};
}

} // namespace rondo::bench
