// SPDX-License-Identifier: MIT
//
// 001: the single-thread executor.
#include "allocation_count.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <doctest/doctest.h>
#include <future>
#include <numeric>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/tagged.h>
#include <stdexcept>
#include <string>
#include <support/blocker.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using base::ErrorCode;
using base::Failure;
using concurrency::AudioThread;
using concurrency::Deadline;
using concurrency::DestroyPolicy;
using concurrency::Driver;
using concurrency::Executor;
using concurrency::Tag;
using concurrency::Tagged;
using concurrency::ThrowPolicy;
using test::awaitWaiting;
using test::Blocker;

namespace {

/// Calls an executor back as a sound card would, as fast as it can, until told to stop.
class Callbacks {
public:
    template <class Process>
    Callbacks(Executor& executor, Process process)
        : driver_(executor.adopt({.silence = 20ms})), thread_([this, process] {
              while (!stop_.load(std::memory_order_relaxed)) {
                  if (auto block = driver_.enter()) {
                      process(block.thread());
                      blocks_.fetch_add(1, std::memory_order_release);
                  }
                  std::this_thread::yield();
              }
          }) {}
    ~Callbacks() { stop(); }
    void stop() {
        stop_ = true;
        if (thread_.joinable())
            thread_.join();
    }
    long blocks() const { return blocks_.load(std::memory_order_acquire); }

private:
    Driver driver_;
    std::atomic<bool> stop_{false};
    std::atomic<long> blocks_{0};
    std::thread thread_;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int manyTimes = 30'000;
#else
constexpr int manyTimes = 1'000'000;
#endif

struct Foo {
    std::thread::id* died = nullptr;
    std::string sayHello() const { return "hello"; }
    explicit Foo(std::thread::id* where) : died(where) {}
    Foo(Foo&& other) noexcept : died(std::exchange(other.died, nullptr)) {}
    ~Foo() {
        if (died != nullptr)
            *died = std::this_thread::get_id();
    }
};

} // namespace

TEST_CASE(
    "001.1 ten plus ten: a borrowed local is twenty before submit returns, a million times, without a heap") {
    Executor executor;
    std::thread::id there;
    executor.submit([&there] { there = std::this_thread::get_id(); });
    CHECK(there != std::this_thread::get_id());
    const auto before = test::allocationsHere();
    const auto beforeThere = executor.submit([] { return test::allocationsHere(); });
    int wrong = 0;
    for (int turn = 0; turn < manyTimes; ++turn) {
        int n = 10;
        executor.submit([&n] { n += 10; });
        wrong += n == 20 ? 0 : 1;
    }
    CHECK(test::allocationsHere() == before);
    CHECK(executor.submit([] { return test::allocationsHere(); }) == beforeThere);
    CHECK(wrong == 0);
}

TEST_CASE("001.1 audio: a knob's gain is doubled between two blocks, and the caller reads it at once") {
    Executor executor;
    Tagged<float> gain(executor, DestroyPolicy::reclaim, 0.25F);
    Callbacks callbacks(executor, [&gain](AudioThread& thread) { gain.open(thread) *= 1; });
    float seen = 0;
    executor.submit([&](AudioThread& thread) { seen = gain.open(thread) *= 2; });
    CHECK(seen == 0.5F);
}

TEST_CASE("001.2 Foo is opened where it lives, nowhere else, and dies at home") {
    Executor executor({.name = "ste"});
    Executor other({.name = "other"});
    const auto home = executor.submit([] { return std::this_thread::get_id(); });
    std::thread::id died;
    {
        auto foo = executor.submit([&] { return Tagged<Foo>(executor, DestroyPolicy::sendHome, &died); });
        CHECK(executor.submit([&] { return foo.open().sayHello(); }) == "hello");
        const auto ids = "tag " + std::to_string(executor.tag().value());
        try {
            foo.open();
            FAIL("opened on a plain thread");
        } catch (const Failure& failure) {
            CHECK(failure.code() == ErrorCode::wrongThread);
            CHECK(std::string(failure.what()).find(ids) != std::string::npos);
        }
        other.submit([&] {
            try {
                foo.open();
                FAIL("opened on another executor");
            } catch (const Failure& failure) {
                const std::string text = failure.what();
                CHECK(text.find("'ste' (" + ids) != std::string::npos);
                CHECK(text.find("'other' (tag " + std::to_string(other.tag().value())) != std::string::npos);
            }
        });
    }
    executor.submit([] {});
    CHECK(died == home);
    died = {};
    executor.drop(Foo(&died));
    CHECK(died == home);
}

TEST_CASE("001.2 audio: a delay line let go by the window dies on the audio thread or with the reclaimer, by "
          "policy") {
    Executor executor;
    std::thread::id died;
    Callbacks callbacks(executor, [](AudioThread&) {});
    const auto audio = executor.submit([] { return std::this_thread::get_id(); });
    { const Tagged<Foo> line(executor, DestroyPolicy::sendHome, &died); }
    executor.submit([] {});
    CHECK(died == audio);
    died = {};
    { const Tagged<Foo> line(executor, DestroyPolicy::reclaim, &died); }
    callbacks.stop();
    CHECK(executor.close().complete); // has collected
    CHECK(died != audio);
    CHECK(died != std::thread::id());
}

TEST_CASE("001.3 a stale tag is accepted by no later executor, and tags only grow") {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    constexpr int rounds = 1000;
#else
    constexpr int rounds = 20'000; // the stress test goes on to 100'000
#endif
    int accepted = 0;
    Tag stale;
    for (int round = 0; round < rounds; ++round) {
        Executor executor({.postCapacity = 1});
        REQUIRE(executor.tag() > stale);
        accepted += stale && executor.submit([stale] { return stale.isCurrent(); }) ? 1 : 0;
        stale = executor.tag();
    }
    CHECK(accepted == 0);
}

TEST_CASE("001.3 audio: a value of a closed engine opens on no new engine's callback") {
    auto first = std::make_unique<Executor>();
    Tagged<int> value(*first, DestroyPolicy::reclaim, 1);
    first.reset();
    for (int round = 0; round < 100; ++round) {
        Executor next;
        auto driver = next.adopt();
        const auto block = driver.enter();
        REQUIRE(block);
        REQUIRE(value.tryOpen() == nullptr);
    }
}

TEST_CASE("001.4 each of ten submitters gets its own exception, type and text, and the next submit works") {
    Executor executor;
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int index = 0; index < 10; ++index)
        threads.emplace_back([&executor, &right, index] {
            const auto text = "number " + std::to_string(index);
            try {
                executor.submit([&] {
                    if (index % 2 == 0)
                        throw std::out_of_range(text);
                    throw std::invalid_argument(text);
                });
            } catch (const std::out_of_range& thrown) {
                right += index % 2 == 0 && thrown.what() == text ? 1 : 0;
            } catch (const std::invalid_argument& thrown) {
                right += index % 2 == 1 && thrown.what() == text ? 1 : 0;
            }
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(right == 10);
    CHECK(executor.submit([] { return 1; }) == 1);
}

TEST_CASE("001.4 policy poison: what is queued and what comes later is answered, and the close says why") {
    Executor executor({.onThrow = ThrowPolicy::poison});
    std::atomic<int> poisoned{0};
    std::vector<std::thread> threads;
    {
        Blocker blocker(executor);
        std::thread thrower(
            [&] { CHECK_THROWS_AS(executor.submit([] { throw std::range_error("bad"); }), std::range_error); });
        awaitWaiting(executor, 1);
        for (int index = 0; index < 5; ++index)
            threads.emplace_back([&] {
                const auto result = executor.trySubmit([] {});
                poisoned += !result && result.error().code == ErrorCode::poisoned ? 1 : 0;
            });
        awaitWaiting(executor, 6);
        blocker.release();
        thrower.join();
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(poisoned == 5);
    CHECK(executor.trySubmit([] {}).error().code == ErrorCode::poisoned);
    CHECK(executor.close().poison.find("bad") != std::string::npos);
}

TEST_CASE("001.4 audio: a closure that throws in a callback does not stop the sound") {
    Executor executor;
    Callbacks callbacks(executor, [](AudioThread&) {});
    CHECK_THROWS_WITH_AS(executor.submit([] { throw std::range_error("burst"); }), "burst", std::range_error);
    const auto before = callbacks.blocks();
    while (callbacks.blocks() < before + 10)
        std::this_thread::yield();
    CHECK(executor.submit([] { return 2; }) == 2);
}

TEST_CASE("001.5 sixty-four submitters queued in a known order run in that order") {
    Executor executor;
    std::vector<int> order;
    std::vector<std::thread> threads;
    {
        Blocker blocker(executor);
        for (int index = 0; index < 64; ++index) {
            threads.emplace_back(
                [&executor, &order, index] { executor.submit([&] { order.push_back(index); }); });
            awaitWaiting(executor, static_cast<std::uint64_t>(index) + 1);
        }
    }
    for (auto& thread : threads)
        thread.join();
    std::vector<int> expected(64);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(order == expected);
}

TEST_CASE("001.5 audio: what is submitted between two blocks runs in the next ones, in order, a few a block") {
    Executor executor;
    auto driver = executor.adopt({.silence = 1h, .closuresPerBlock = 5});
    std::vector<int> order;
    std::vector<std::thread> threads;
    for (int index = 0; index < 20; ++index) {
        threads.emplace_back([&executor, &order, index] { executor.submit([&] { order.push_back(index); }); });
        awaitWaiting(executor, static_cast<std::uint64_t>(index) + 1);
    }
    int blocks = 0;
    while (order.size() < 20) {
        const auto block = driver.enter();
        REQUIRE(block);
        ++blocks;
    }
    for (auto& thread : threads)
        thread.join();
    CHECK(blocks >= 4);
    CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("001.6 a submit to oneself runs inline; a cycle of two is reported with both names") {
    Executor a({.name = "A"});
    Executor b({.name = "B"});
    CHECK(a.submit([&] { return a.submit([&] { return a.submit([] { return 3; }); }); }) == 3);
    const auto text = a.submit([&] {
        return b.submit([&] {
            const auto refused = a.trySubmit([] {});
            REQUIRE(!refused);
            CHECK(refused.error().code == ErrorCode::deadlock);
            return refused.error().text;
        });
    });
    CHECK(text.find("'A'") != std::string::npos);
    CHECK(text.find("'B'") != std::string::npos);
    std::thread one([&] {
        for (int turn = 0; turn < 500; ++turn)
            a.submit([&] { static_cast<void>(b.trySubmit([] {})); });
    });
    for (int turn = 0; turn < 500; ++turn)
        b.submit([&] { static_cast<void>(a.trySubmit([] {})); });
    one.join();
}

TEST_CASE(
    "001.6 audio: a closure in the callback submits to its own executor inline, to another one not at all") {
    Executor sound({.name = "sound"});
    Executor disk({.name = "disk"});
    Callbacks callbacks(sound, [](AudioThread&) {});
    CHECK(sound.submit([&] { return sound.submit([] { return 4; }); }) == 4);
    CHECK(sound.submit([&] { return disk.trySubmit([] {}).error().code; }) == ErrorCode::wrongThread);
}

TEST_CASE(
    "001.7 eight submitters hammer while the owner closes: each gets a value or closed, and nobody stays") {
    for (int round = 0; round < 50; ++round) {
        Executor executor;
        std::atomic<int> wrong{0};
        std::vector<std::thread> threads;
        for (int index = 0; index < 8; ++index)
            threads.emplace_back([&] {
                for (int value = 0;; ++value) {
                    int local = 0;
                    const auto result =
                        value % 2 == 0 ? executor.trySubmit([&] { return local = value; })
                                       : executor.submitUntil(Deadline::never(), [&] { return local = value; });
                    if (!result) {
                        wrong += result.error().code == ErrorCode::closed && local == 0 ? 0 : 1;
                        return;
                    }
                    wrong += *result == value && local == value ? 0 : 1;
                }
            });
        while (executor.statistics().closuresRun < 100)
            std::this_thread::yield();
        const auto report = executor.close(Deadline::in(60s));
        CHECK(report.complete);
        for (auto& thread : threads)
            thread.join();
        CHECK(wrong == 0);
    }
}

TEST_CASE("001.7 audio: the window closes the engine while the sound card still calls back") {
    for (int round = 0; round < 20; ++round) {
        Executor executor;
        Callbacks callbacks(executor, [](AudioThread&) {});
        std::atomic<int> refused{0};
        std::vector<std::thread> threads;
        for (int index = 0; index < 4; ++index)
            threads.emplace_back([&] {
                while (executor.trySubmit([] {}))
                    ;
                ++refused;
            });
        while (executor.statistics().closuresRun < 20)
            std::this_thread::yield();
        CHECK(executor.close(Deadline::in(60s)).complete);
        for (auto& thread : threads)
            thread.join();
        CHECK(refused == 4);
        callbacks.stop();
    }
}

namespace {
/// As ALSA's: to be opened, written and closed on one thread.
class FakeDevice {
public:
    void open() {
        opened_ = std::this_thread::get_id();
        open_ = true;
    }
    void write(const float* samples, int frames) {
        wrongThread_ += std::this_thread::get_id() == opened_ ? 0 : 1;
        for (int frame = 0; frame < frames; ++frame)
            power_ += static_cast<double>(samples[frame]) * static_cast<double>(samples[frame]);
        written_ += frames;
    }
    void close() {
        wrongThread_ += std::this_thread::get_id() == opened_ ? 0 : 1;
        open_ = false;
    }
    bool isOpen() const { return open_; }
    long written() const { return written_; }
    int wrongThread() const { return wrongThread_; }
    double power() const { return power_; }

private:
    std::thread::id opened_;
    bool open_ = false;
    long written_ = 0;
    int wrongThread_ = 0;
    double power_ = 0;
};
} // namespace

TEST_CASE("001.8 a device thread: prelude with the tag valid, ten seconds rendered under a thousand reads, a "
          "prompt stop") {
    constexpr int rate = 48000;
    constexpr int blockFrames = 64;
    FakeDevice device;
    std::thread::id prelude;
    Tag preludeTag;
    std::atomic<long> written{0};
    std::atomic<bool> stop{false};
    long afterStop = 0;
    {
        Executor executor({.name = "device",
                           .prelude =
                               [&] {
                                   prelude = std::this_thread::get_id();
                                   preludeTag = Tag::current();
                                   device.open();
                               },
                           .postlude = [&] { device.close(); }});
        CHECK(preludeTag == executor.tag());
        Tagged<double> frequency(executor, DestroyPolicy::reclaim, 440.0);
        double phase = 0;
        // Not one endless closure, but a block that posts the next: others get their turn between two blocks.
        std::function<void()> block = [&] {
            if (stop)
                return;
            std::array<float, blockFrames> samples;
            for (auto& sample : samples) {
                sample = static_cast<float>(std::sin(phase));
                phase += 6.283185307179586 * frequency.open() / rate;
            }
            device.write(samples.data(), blockFrames);
            written = device.written();
            if (written < 10L * rate)
                REQUIRE(executor.post(std::ref(block)));
        };
        REQUIRE(executor.post(std::ref(block)));
        int reads = 0;
        for (; reads < 1000; ++reads)
            REQUIRE(executor.submit([&] { return frequency.open(); }) == 440.0);
        while (written < 10L * rate)
            std::this_thread::yield();
        CHECK(reads == 1000);
        REQUIRE(executor.post(std::ref(block)));
        stop = true;
        const long before = written;
        executor.submit([] {});
        executor.submit([] {});
        afterStop = written - before;
    }
    CHECK(afterStop <= 2L * blockFrames);
    CHECK(device.wrongThread() == 0);
    CHECK(!device.isOpen());
    CHECK(prelude != std::this_thread::get_id());
    CHECK(device.power() / static_cast<double>(device.written()) == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE(
    "001.8 audio: a foreign callback renders while the window reads parameters, and stops within two periods") {
    Executor executor;
    Tagged<double> frequency(executor, DestroyPolicy::reclaim, 440.0);
    double sum = 0;
    Callbacks callbacks(executor, [&](AudioThread& thread) { sum += frequency.open(thread); });
    for (int read = 0; read < 1000; ++read)
        REQUIRE(executor.submit([&](AudioThread& thread) { return frequency.open(thread); }) == 440.0);
    const auto blocks = callbacks.blocks();
    callbacks.stop();
    CHECK(callbacks.blocks() >= blocks);
    CHECK(sum == doctest::Approx(440.0 * static_cast<double>(callbacks.blocks())));
}
