// SPDX-License-Identifier: MIT
//
// Two producers on one core and one or two consumers on the other. Whoever cannot go on yields, on both sides;
// the blocking rows sleep instead.
#include "comparison.h"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <boost/lockfree/queue.hpp>
#include <concurrentqueue/concurrentqueue.h>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <thread>
#include <vector>

namespace rondo::bench {

namespace {

constexpr std::size_t capacity = 1024;
constexpr int producers = 2;
constexpr std::int64_t itemsEach = 300'000;

// A queue makes one Sender or Receiver for each thread; they have push and pop, which say whether they did.
template <class Ends>
struct Rondo {
    Ends ends;
    struct Sender {
        decltype(Ends::sender) end;
        bool push(std::int64_t item) { return static_cast<bool>(end.trySend(item)); }
    };
    struct Receiver {
        decltype(Ends::receiver)& end;
        bool pop(std::int64_t& item) { return static_cast<bool>(end.tryReceive(item)); }
    };
    Sender sender() { return {ends.sender}; }
    Receiver receiver() { return {ends.receiver}; }
};
struct Mpsc : Rondo<concurrency::MpscChannel<std::int64_t>> {
    Mpsc() : Rondo{concurrency::makeMpscChannel<std::int64_t>(capacity)} {}
};
struct Mpmc : Rondo<concurrency::MpmcQueue<std::int64_t>> {
    Mpmc() : Rondo{concurrency::makeMpmcQueue<std::int64_t>(capacity)} {}
};

struct Boost {
    boost::lockfree::queue<std::int64_t> queue{capacity};
    struct End {
        boost::lockfree::queue<std::int64_t>& queue;
        bool push(std::int64_t item) { return queue.bounded_push(item); }
        bool pop(std::int64_t& item) { return queue.pop(item); }
    };
    End sender() { return {queue}; }
    End receiver() { return {queue}; }
};

// Unbounded: its try_enqueue can refuse for ever when another producer has ended with blocks of its own.
struct Moodycamel {
    using Queue = moodycamel::ConcurrentQueue<std::int64_t>;
    Queue queue{capacity, producers, 0};
    struct Sender {
        explicit Sender(Queue& q) : queue(q), token(q) {}
        Queue& queue;
        moodycamel::ProducerToken token;
        bool push(std::int64_t item) { return queue.enqueue(token, item); }
    };
    struct Receiver {
        explicit Receiver(Queue& q) : queue(q), token(q) {}
        Queue& queue;
        moodycamel::ConsumerToken token;
        bool pop(std::int64_t& item) { return queue.try_dequeue(token, item); }
    };
    Sender sender() { return Sender(queue); }
    Receiver receiver() { return Receiver(queue); }
};

class LockedQueue {
public:
    void push(std::int64_t item) {
        std::unique_lock guard(mutex_);
        room_.wait(guard, [this] { return items_.size() < capacity; });
        items_.push_back(item);
        guard.unlock();
        there_.notify_one();
    }
    void pop(std::int64_t& item) {
        std::unique_lock guard(mutex_);
        there_.wait(guard, [this] { return !items_.empty(); });
        item = items_.front();
        items_.pop_front();
        guard.unlock();
        room_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable room_;
    std::condition_variable there_;
    std::deque<std::int64_t> items_;
};
struct Locked {
    LockedQueue queue;
    struct End {
        LockedQueue& queue;
        bool push(std::int64_t item) { return queue.push(item), true; }
        bool pop(std::int64_t& item) { return queue.pop(item), true; }
    };
    End sender() { return {queue}; }
    End receiver() { return {queue}; }
};
template <class Queue>
struct Sleeping : Queue {
    struct Sender {
        decltype(Queue::ends.sender) end;
        bool push(std::int64_t item) {
            return static_cast<bool>(end.send(item, concurrency::Deadline::never()));
        }
    };
    struct Receiver {
        decltype(Queue::ends.receiver)& end;
        bool pop(std::int64_t& item) {
            return static_cast<bool>(end.receive(item, concurrency::Deadline::never()));
        }
    };
    Sender sender() { return {this->ends.sender}; }
    Receiver receiver() { return {this->ends.receiver}; }
};

template <class Queue, int consumers>
void throughput(benchmark::State& state) {
    constexpr auto all = producers * itemsEach;
    static_assert(all % consumers == 0);
    for (auto round : state) {
        Queue queue;
        std::atomic<bool> go{false};
        std::atomic<std::int64_t> sum{0};
        std::vector<std::thread> threads;
        for (int index = 0; index < producers; ++index)
            threads.emplace_back([&] {
                const PinnedTo pinned(1);
                auto sender = queue.sender();
                while (!go.load(std::memory_order_acquire))
                    std::this_thread::yield();
                for (std::int64_t item = 1; item <= itemsEach; ++item)
                    while (!sender.push(item))
                        std::this_thread::yield();
            });
        for (int index = 0; index < consumers; ++index)
            threads.emplace_back([&] {
                const PinnedTo pinned(0);
                auto receiver = queue.receiver();
                std::int64_t mine = 0;
                for (std::int64_t count = 0; count < all / consumers; ++count) {
                    std::int64_t item = 0;
                    while (!receiver.pop(item))
                        std::this_thread::yield();
                    mine += item;
                }
                sum.fetch_add(mine);
            });
        go.store(true, std::memory_order_release);
        for (auto& thread : threads)
            thread.join();
        if (sum != producers * itemsEach * (itemsEach + 1) / 2)
            state.SkipWithError("an item was lost or came twice");
    }
    state.SetItemsProcessed(state.iterations() * all);
}

template <class Queue, int consumers>
void add(const char* name) {
    benchmark::RegisterBenchmark(name, throughput<Queue, consumers>)
        ->Iterations(1)
        ->Repetitions(9)
        ->UseRealTime();
}

double perMicrosecond(const Samples& samples, const std::string& name) {
    return 1e-6 / median(samples.at("mpmc/" + name));
}

} // namespace

void registerMpmc() {
    add<Mpsc, 1>("mpmc/2-1/rondo");
    add<Mpmc, 1>("mpmc/2-1/rondo queue");
    add<Boost, 1>("mpmc/2-1/boost");
    add<Moodycamel, 1>("mpmc/2-1/moodycamel");
    add<Sleeping<Mpsc>, 1>("mpmc/2-1/rondo sleeping");
    add<Locked, 1>("mpmc/2-1/locked");
    add<Mpmc, 2>("mpmc/2-2/rondo");
    add<Boost, 2>("mpmc/2-2/boost");
    add<Moodycamel, 2>("mpmc/2-2/moodycamel");
    add<Sleeping<Mpmc>, 2>("mpmc/2-2/rondo sleeping");
    add<Locked, 2>("mpmc/2-2/locked");
}

void collectMpmc(const Samples& samples, std::vector<Comparison>& into) {
    const auto compare = [&](const char* name, const char* ours, const char* peer, const char* peerName) {
        into.push_back(
            shown(name, perMicrosecond(samples, ours), perMicrosecond(samples, peer), "items/us", peerName));
    };
    const char* const boost = "boost::lockfree::queue, bounded_push";
    const char* const moodycamel = "moodycamel::ConcurrentQueue, tokens, unbounded";
    const char* const locked = "mutex + condition variable";
    compare("MPSC, 2 senders, attempts", "2-1/rondo", "2-1/boost", boost);
    compare("MPSC, 2 senders, attempts", "2-1/rondo", "2-1/moodycamel", moodycamel);
    compare("MPSC, 2 senders, sleeping", "2-1/rondo sleeping", "2-1/locked", locked);
    compare("MPMC, 2 senders, 1 receiver, attempts", "2-1/rondo queue", "2-1/boost", boost);
    compare("MPMC, 2 senders, 2 receivers, attempts", "2-2/rondo", "2-2/boost", boost);
    compare("MPMC, 2 senders, 2 receivers, attempts", "2-2/rondo", "2-2/moodycamel", moodycamel);
    compare("MPMC, 2 senders, 2 receivers, sleeping", "2-2/rondo sleeping", "2-2/locked", locked);
}

} // namespace rondo::bench
