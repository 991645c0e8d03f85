// SPDX-License-Identifier: MIT
#include "comparison.h"

#include <benchmark/benchmark.h>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <queue>
#include <rondo/concurrency/executor.h>
#include <thread>

namespace rondo::bench {

namespace {

constexpr int callsAtOnce = 2000;

/// The peer: what one writes with the standard library. The answer's mutex and condition lie on the caller's
/// frame.
class StandardExecutor {
public:
    StandardExecutor() : thread_([this] { run(); }) {}
    ~StandardExecutor() {
        {
            const std::scoped_lock lock(mutex_);
            stop_ = true;
        }
        work_.notify_one();
        thread_.join();
    }
    StandardExecutor(const StandardExecutor&) = delete;
    StandardExecutor& operator=(const StandardExecutor&) = delete;

    template <class Function>
    void submit(Function&& function) {
        std::mutex mutex;
        std::condition_variable condition;
        bool done = false;
        {
            const std::scoped_lock lock(mutex_);
            queue_.push([&] {
                function();
                const std::scoped_lock answer(mutex);
                done = true;
                condition.notify_one();
            });
        }
        work_.notify_one();
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return done; });
    }

private:
    void run() {
        std::unique_lock lock(mutex_);
        for (;;) {
            work_.wait(lock, [this] { return stop_ || !queue_.empty(); });
            if (queue_.empty())
                return;
            auto next = std::move(queue_.front());
            queue_.pop();
            lock.unlock();
            next();
            lock.lock();
        }
    }
    std::mutex mutex_;
    std::condition_variable work_;
    std::queue<std::function<void()>> queue_;
    bool stop_ = false;
    std::thread thread_;
};

template <class AnyExecutor>
void roundTrips(benchmark::State& state, int executorCpu, int callerCpu) {
    AnyExecutor executor;
    executor.submit([executorCpu] { static const thread_local PinnedTo pinned(executorCpu); });
    const PinnedTo pinned(callerCpu);
    long n = 0;
    for (int call = 0; call < callsAtOnce; ++call)
        executor.submit([&n] { n += 10; });
    for (auto round : state)
        for (int call = 0; call < callsAtOnce; ++call)
            executor.submit([&n] { n += 10; });
    benchmark::DoNotOptimize(n);
    state.SetItemsProcessed(state.iterations() * callsAtOnce);
}

template <class AnyExecutor>
void add(const std::string& name) {
    for (const int caller : {0, 1})
        benchmark::RegisterBenchmark(
            (name + (caller == 0 ? "/same core" : "/two cores")).c_str(),
            [caller](benchmark::State& state) { roundTrips<AnyExecutor>(state, 0, caller); })
            ->Iterations(5)
            ->Repetitions(9)
            ->UseRealTime();
}

} // namespace

void registerSubmit() {
    add<concurrency::Executor>("submit/rondo");
    add<StandardExecutor>("submit/standard");
}

void collectSubmit(const Samples& samples, std::vector<Comparison>& into) {
    for (const auto& [where, bound] :
         {std::pair(std::string("same core"), 0.75), std::pair(std::string("two cores"), 0.1)})
        into.push_back({.name = "submit round trip, " + where,
                        .peerName = "mutex + condition_variable queue of std::function",
                        .unit = "us",
                        .bound = bound,
                        .ours = median(samples.at("submit/rondo/" + where)) * 1e6,
                        .peer = median(samples.at("submit/standard/" + where)) * 1e6});
}

} // namespace rondo::bench
