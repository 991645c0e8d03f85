// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <support/seed.h>
#include <thread>
#include <utility>
#include <vector>

namespace rondo::test {

/// What one stress case runs under: a seed, a share of the time, and a watch that ends the process with the
/// seed when nothing moves.
///
///     TEST_CASE("…") {
///         Stress stress;
///         while (stress.goesOn()) {                       // one round each
///             auto random = stress.random();              // numbers that follow from the seed
///             Crew crew;
///             crew.add(4, [&, seed = random()](int index) { … });
///             crew.start();                               // all begin together
///             crew.join();
///             CHECK(…);
///         }
///     }
///
/// RONDO_STRESS_SECONDS is the time of all cases with the label `stress` together, 30 unless given; ctest tells
/// each program how many cases share it. In full: `RONDO_STRESS_SECONDS=600 ctest --preset tsan -L stress`. Run
/// by hand a case has it all to itself. RONDO_SEED repeats the numbers of a run, not the timing of its threads.
class Stress {
public:
    using Random = std::mt19937_64;
    using Clock = std::chrono::steady_clock;

    /// `patience`: how long may pass without progress before it counts as a hang.
    explicit Stress(std::chrono::seconds patience = std::chrono::seconds(60))
        : name_(doctest::getContextOptions()->currentTest->m_name), seed_(seedOfThisRun()), numbers_(seed_),
          share_(shareOfTime()), until_(Clock::now() + share_), watch_([this, patience] { watch(patience); }) {
        // At once and unbuffered: a crash must not take it along.
        std::fprintf(stderr, "RONDO_SEED=%llu: %s\n", static_cast<unsigned long long>(seed_), name_.c_str());
    }
    Stress(const Stress&) = delete;
    Stress& operator=(const Stress&) = delete;
    ~Stress() {
        {
            const std::scoped_lock guard(mutex_);
            over_ = true;
        }
        ended_.notify_all();
        watch_.join();
    }

    std::uint64_t seed() const noexcept { return seed_; }
    /// A generator of its own for a round or a thread; the test's main thread calls this.
    Random random() { return Random(numbers_()); }
    /// Whether there is time for another round; the first time always. Counts as progress. Any thread.
    bool goesOn() noexcept { return progress_.fetch_add(1, std::memory_order_relaxed) == 0 || timeLeft(); }
    bool timeLeft() const noexcept { return Clock::now() < until_; }
    /// Returns: the time of this case. Any thread.
    double seconds() const noexcept { return std::chrono::duration<double>(share_).count(); }
    /// For rounds that may take longer than the patience. Any thread.
    void progress() noexcept { progress_.fetch_add(1, std::memory_order_relaxed); }

private:
    static double positive(const char* variable, double otherwise) {
        const char* given = std::getenv(variable);
        if (given == nullptr)
            return otherwise;
        char* end = nullptr;
        const double value = std::strtod(given, &end);
        REQUIRE_MESSAGE((end != given && *end == '\0' && value > 0 && value < 1e6), std::string(variable),
                        " must be a number above 0, and is '", std::string(given), "'.");
        return value;
    }
    static std::chrono::nanoseconds shareOfTime() {
        const double seconds = positive("RONDO_STRESS_SECONDS", 30) / positive("RONDO_STRESS_CASES", 1);
        return std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9));
    }

    void watch(std::chrono::seconds patience) {
        std::unique_lock guard(mutex_);
        for (std::uint64_t seen = 0;; seen = progress_.load(std::memory_order_relaxed)) {
            if (ended_.wait_for(guard, patience, [this] { return over_; }))
                return;
            if (progress_.load(std::memory_order_relaxed) != seen)
                continue;
            std::fprintf(stderr, "No progress for %lld s, so it hangs: %s. RONDO_SEED=%llu\n",
                         static_cast<long long>(patience.count()), name_.c_str(),
                         static_cast<unsigned long long>(seed_));
            std::abort();
        }
    }

    const std::string name_;
    const std::uint64_t seed_;
    Random numbers_;
    const std::chrono::nanoseconds share_;
    const Clock::time_point until_;
    std::atomic<std::uint64_t> progress_{0};
    std::mutex mutex_;
    std::condition_variable ended_;
    bool over_ = false;
    std::thread watch_; ///< last, so that everything it uses is there when it starts
};

/// Threads that begin their work together and are joined at the end.
class Crew {
public:
    Crew() = default;
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew() { join(); }

    void add(std::function<void()> work) { work_.push_back(std::move(work)); }
    /// `count` threads, each with its index.
    void add(int count, const std::function<void(int)>& work) {
        for (int index = 0; index < count; ++index)
            add([work, index] { work(index); });
    }
    /// Returns once all threads are there and have begun; what was added goes with it.
    void start() {
        const auto gate = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(work_.size()) + 1);
        for (auto& one : std::exchange(work_, {}))
            threads_.emplace_back([gate, work = std::move(one)] {
                gate->arrive_and_wait();
                work();
            });
        gate->arrive_and_wait();
    }
    void join() {
        for (auto& thread : std::exchange(threads_, {}))
            thread.join();
    }

private:
    std::vector<std::function<void()>> work_;
    std::vector<std::thread> threads_;
};

} // namespace rondo::test
