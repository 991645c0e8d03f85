// SPDX-License-Identifier: MIT
#include "comparison.h"
#include "paced_thread.h"
#include "submit_peers.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <rondo/base/clock.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/realtime_guard.h>
#include <thread>

namespace rondo::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto period = callbackPeriod;
constexpr auto measured = 5s;

class RondoCallback {
public:
    template <class Function>
    void submit(Function&& function) {
        executor_.submit(function);
    }
    template <class Body>
    void block(Body body) {
        if (const auto turn = driver_.enter())
            body();
    }
    concurrency::Executor& executor() { return executor_; }

private:
    concurrency::Executor executor_;
    concurrency::Driver driver_ = executor_.adopt();
};

/// A peer's queue, which the callback empties.
template <class Queue>
class PolledCallback {
public:
    template <class Function>
    void submit(Function&& function) {
        queue_.submit(function);
    }
    template <class Body>
    void block(Body body) {
        queue_.poll();
        body();
    }

private:
    Queue queue_;
};

/// What one callback cost beside the sound that it made, and how many closures ran in it.
struct BlockCost {
    double seconds = 0;
    int closures = 0;
};

/// A callback every period.
template <class Callback>
class AudioLoop {
public:
    explicit AudioLoop(Callback& callback) : callback_(callback) {
        costs_.reserve(1'000'000);
        thread_.emplace([this] { callBack(); });
    }

    /// Called by each closure, so on the audio thread.
    void closureRan() noexcept { ++closures_; }
    std::vector<BlockCost>& finish() {
        thread_->finish();
        return costs_;
    }

private:
    void callBack() {
        const int before = closures_;
        std::int64_t bodyFrom = 0, bodyTo = 0;
        const auto from = base::monotonicNanoseconds();
        callback_.block([&] {
            bodyFrom = base::monotonicNanoseconds();
            for (float& sample : sound_)
                sample = sample * 0.5F + 1;
            bodyTo = base::monotonicNanoseconds();
        });
        const auto to = base::monotonicNanoseconds();
        if (bodyTo != 0 && costs_.size() < costs_.capacity())
            costs_.push_back(
                {static_cast<double>((bodyFrom - from) + (to - bodyTo)) * 1e-9, closures_ - before});
    }

    Callback& callback_;
    int closures_ = 0;
    std::array<float, 128> sound_{};
    std::vector<BlockCost> costs_;
    std::optional<PacedThread> thread_;
};

struct CallbackFigures {
    std::vector<double> latencies; ///< seconds, of each submit
    double perClosure = 0;         ///< seconds of the audio thread
    double closuresPerBlock = 0;
    std::uint64_t violations = 0; ///< of the audio thread, in its blocks
};

/// The callbacks that ran closures, less what one without costs, shared among the closures: the median.
double costPerClosure(const std::vector<BlockCost>& costs) {
    std::vector<double> empty, each;
    for (const auto& cost : costs)
        if (cost.closures == 0)
            empty.push_back(cost.seconds);
    const double base = median(empty);
    for (const auto& cost : costs)
        if (cost.closures != 0)
            each.push_back((cost.seconds - base) / cost.closures);
    return median(each);
}

/// Submits at random moments, up to two periods apart, from core 1.
template <class Callback>
std::vector<double> submitAtRandom(Callback& callback, AudioLoop<Callback>& loop, unsigned seed,
                                   std::int64_t until) {
    const PinnedTo pinned(1);
    std::minstd_rand random(seed);
    std::vector<double> latencies;
    while (base::monotonicNanoseconds() < until) {
        std::this_thread::sleep_for(std::chrono::nanoseconds(random() % (2 * period)));
        const auto before = base::monotonicNanoseconds();
        callback.submit([&loop] { loop.closureRan(); });
        latencies.push_back(static_cast<double>(base::monotonicNanoseconds() - before) * 1e-9);
    }
    return latencies;
}

template <class Callback>
CallbackFigures submitInto(unsigned submitters) {
    concurrency::RealtimeGuard::install(concurrency::RealtimeCheck::count);
    Callback callback;
    CallbackFigures figures;
    {
        AudioLoop<Callback> loop(callback);
        std::this_thread::sleep_for(100ms);
        const auto before = concurrency::RealtimeGuard::counts();
        const auto until = base::monotonicNanoseconds() + std::chrono::nanoseconds(measured).count();
        std::vector<std::vector<double>> latencies(submitters);
        std::vector<std::thread> threads;
        for (unsigned index = 0; index < submitters; ++index)
            threads.emplace_back(
                [&, index] { latencies[index] = submitAtRandom(callback, loop, index + 1, until); });
        for (auto& thread : threads)
            thread.join();
        const auto& costs = loop.finish();
        figures.perClosure = costPerClosure(costs);
        for (const auto& cost : costs)
            figures.closuresPerBlock += static_cast<double>(cost.closures) / static_cast<double>(costs.size());
        for (const auto& some : latencies)
            figures.latencies.insert(figures.latencies.end(), some.begin(), some.end());
        figures.violations = concurrency::RealtimeGuard::counts().calls() - before.calls();
    }
    concurrency::RealtimeGuard::install(concurrency::RealtimeCheck::off);
    return figures;
}

void compareCallbacks(unsigned submitters, std::vector<Comparison>& into) {
    const auto ours = submitInto<RondoCallback>(submitters);
    const auto standard = submitInto<PolledCallback<StandardQueue>>(submitters);
    const auto asio = submitInto<PolledCallback<AsioQueue>>(submitters);
    const std::string prefix = "submit into a callback, " + std::to_string(submitters) +
                               (submitters == 1 ? " submitter: " : " submitters: ");
    const double p50 = quantile(ours.latencies, 0.5) * 1e3, p99 = quantile(ours.latencies, 0.99) * 1e3;
    const double periodMs = static_cast<double>(period) * 1e-6;
    const char* const standardName = "mutex + condition_variable queue, emptied by the callback";
    const char* const asioName = "boost::asio::io_context::poll + std::future";
    if (submitters == 1)
        into.push_back(limit(prefix + "p50", p50, periodMs, "ms", 1, "one period"));
    else
        into.push_back(shown(prefix + "p50", p50, quantile(standard.latencies, 0.5) * 1e3, "ms", standardName));
    if (submitters == 1)
        into.push_back(limit(prefix + "p99", p99, 2 * periodMs + 0.1, "ms", 1, "two periods and 0.1 ms"));
    else
        into.push_back(limit(prefix + "p99", p99, 3 * periodMs, "ms", 1, "three periods"));
    into.push_back(shown(prefix + "p99", p99, quantile(standard.latencies, 0.99) * 1e3, "ms", standardName));
    into.push_back(shown(prefix + "p99", p99, quantile(asio.latencies, 0.99) * 1e3, "ms", asioName));
    into.push_back(
        limit(prefix + "the callback's time a closure", ours.perClosure * 1e9, 150, "ns", 1, "the limit"));
    into.push_back(shown(prefix + "the callback's time a closure", ours.perClosure * 1e9,
                         standard.perClosure * 1e9, "ns", standardName));
    into.push_back(shown(prefix + "the callback's time a closure", ours.perClosure * 1e9, asio.perClosure * 1e9,
                         "ns", asioName));
    into.push_back(limit(prefix + "calls in the callback, wakes included", static_cast<double>(ours.violations),
                         1, "", 0, "system calls, allocations, locks: none allowed"));
    std::printf("%u submitters: %.1f closures a block\n", submitters, ours.closuresPerBlock);
    std::fflush(stdout);
}

/// Closures that nobody waits for, some dozens a block.
void measurePosts(std::vector<Comparison>& into) {
    constexpr int postsAtOnce = 50;
    RondoCallback callback;
    AudioLoop<RondoCallback> loop(callback);
    std::uint64_t refused = 0;
    const auto until = base::monotonicNanoseconds() + std::chrono::nanoseconds(2s).count();
    {
        const PinnedTo pinned(1);
        while (base::monotonicNanoseconds() < until) {
            for (int index = 0; index < postsAtOnce; ++index)
                if (!callback.executor().post([&loop] { loop.closureRan(); }))
                    ++refused;
            std::this_thread::sleep_for(std::chrono::nanoseconds(2 * period));
        }
    }
    callback.submit([] {});
    into.push_back(limit("posts into a callback, 50 at once: the callback's time a closure",
                         costPerClosure(loop.finish()) * 1e9, 150, "ns", 1, "the limit"));
    if (refused != 0)
        std::printf("posts refused: %llu\n", static_cast<unsigned long long>(refused));
}

/// The callbacks have stopped, some moments before or right now: the longest that a submit then takes.
double longestInSilence(concurrency::DriverOptions options) {
    concurrency::Executor executor;
    auto driver = executor.adopt(options);
    std::minstd_rand random(1);
    double longest = 0;
    for (int trial = 0; trial < 40; ++trial) {
        for (int block = 0; block < 20; ++block) {
            std::this_thread::sleep_for(std::chrono::nanoseconds(period));
            const auto turn = driver.enter();
        }
        if (trial % 2 != 0)
            std::this_thread::sleep_for(std::chrono::microseconds(random() % 30'000));
        const auto before = base::monotonicNanoseconds();
        executor.submit([] {});
        longest = std::max(longest, static_cast<double>(base::monotonicNanoseconds() - before) * 1e-6);
    }
    return longest;
}

} // namespace

void measureCallback(std::vector<Comparison>& into) {
    compareCallbacks(1, into);
    compareCallbacks(16, into);
    measurePosts(into);
    into.push_back(limit("submit when the callbacks have stopped: longest", longestInSilence({}), 50, "ms", 1,
                         "the limit"));
    into.push_back(shown("submit when the callbacks have stopped, silence 10 ms: longest",
                         longestInSilence({.silence = 10ms}), 10, "ms", "the silence option"));
}

} // namespace rondo::bench
