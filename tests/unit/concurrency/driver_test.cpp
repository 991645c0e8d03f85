// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <future>
#include <latch>
#include <optional>
#include <pthread.h>
#include <rondo/concurrency/executor.h>
#include <thread>
#include <time.h>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::Driver;
using concurrency::Executor;
using concurrency::Tag;

namespace {

constexpr auto never = std::chrono::milliseconds(1'000'000'000);

/// Comes back with the next callback until the background thread has left the seat, as a device does.
void callBack(Driver& driver) {
    while (!driver.enter())
        std::this_thread::yield();
}

/// Plays the part of a sound card: calls back without a pause until it is told to stop.
class CallbackThread {
public:
    explicit CallbackThread(Driver driver) : driver_(std::move(driver)), thread_([this] { run(); }) {}
    ~CallbackThread() { stop(); }
    void stop() {
        stop_ = true;
        if (thread_.joinable())
            thread_.join();
    }
    std::thread::id id() const { return thread_.get_id(); }

private:
    void run() {
        while (!stop_) {
            { const auto block = driver_.enter(); }
            std::this_thread::yield();
        }
    }
    Driver driver_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

} // namespace

TEST_CASE("while a driver calls back, closures run on its thread and under the same tag") {
    Executor executor;
    CallbackThread callback(executor.adopt({.silence = never}));
    const auto [thread, tag] =
        executor.submit([] { return std::pair(std::this_thread::get_id(), Tag::current()); });
    CHECK(thread == callback.id());
    CHECK(tag == executor.tag());
    CHECK(executor.statistics().blocks > 0);
}

TEST_CASE("a block holds the executor and its tag, and gives both back") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never});
    {
        const auto block = driver.enter();
        REQUIRE(bool(block));
        CHECK(executor.tag().isCurrent());
        CHECK(executor.submit([] { return 5; }) == 5);
    }
    CHECK_FALSE(executor.tag().isCurrent());
}

TEST_CASE("when the driver falls silent the background thread takes over, and gives way at the next callback") {
    Executor executor;
    Driver driver = executor.adopt({.silence = 1ms});
    const auto there = executor.submit([] { return std::this_thread::get_id(); });
    CHECK(there != std::this_thread::get_id());
    CHECK(executor.statistics().takeOvers >= 1);
    callBack(driver);
    CHECK(executor.statistics().blocks == 1);
}

TEST_CASE("a posted closure, for which nobody waits, also runs when the driver is silent") {
    Executor executor;
    const Driver driver = executor.adopt({.silence = 1ms});
    std::promise<void> ran;
    REQUIRE(executor.post([&ran] { ran.set_value(); }));
    ran.get_future().wait();
    CHECK(executor.statistics().blocks == 0);
}

TEST_CASE("silence, callbacks, silence again: every closure of every phase runs") {
    Executor executor;
    Driver driver = executor.adopt({.silence = 1ms});
    int ran = 0;
    for (int round = 0; round < 20; ++round) {
        executor.submit([&ran] { ++ran; });
        REQUIRE(executor.post([&ran] { ++ran; }));
        for (int block = 0; block < 3; ++block)
            callBack(driver);
    }
    executor.submit([] {});
    CHECK(ran == 40);
}

TEST_CASE("two callbacks at once: the second is refused, counted, and harmless") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never});
    {
        const auto first = driver.enter();
        REQUIRE(bool(first));
        std::thread([&] { CHECK_FALSE(bool(driver.enter())); }).join();
    }
    CHECK(bool(driver.enter()));
    CHECK(executor.statistics().blocksRaced == 1);
}

TEST_CASE("a callback that meets the background thread inside a closure is refused and the closure finishes") {
    Executor executor;
    Driver driver = executor.adopt({.silence = 1ms});
    std::promise<void> entered;
    std::promise<void> gate;
    std::thread submitter([&] {
        executor.submit([&] {
            entered.set_value();
            gate.get_future().wait();
        });
    });
    entered.get_future().wait();
    CHECK_FALSE(bool(driver.enter()));
    gate.set_value();
    submitter.join();
    callBack(driver);
    CHECK(executor.statistics().blocksContended >= 1);
}

TEST_CASE("after a refused block the background thread stops at the closure it is in and leaves the rest") {
    constexpr auto silence = 100ms;
    Executor executor;
    Driver driver = executor.adopt({.silence = silence});
    std::promise<void> entered;
    std::promise<void> gate;
    std::thread::id second;
    REQUIRE(executor.post([&] {
        entered.set_value();
        gate.get_future().wait();
    }));
    REQUIRE(executor.post([&second] { second = std::this_thread::get_id(); }));
    entered.get_future().wait();
    const auto refused = std::chrono::steady_clock::now();
    CHECK_FALSE(bool(driver.enter()));
    gate.set_value();
    callBack(driver);
    if (std::chrono::steady_clock::now() - refused <
        silence) // else the driver was silent again, by its own fault
        CHECK(second == std::this_thread::get_id());
}

TEST_CASE("a block starts no more closures than it may, and the rest keeps its order") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never, .closuresPerBlock = 3, .closureTime = 1s});
    std::vector<int> order;
    for (int index = 0; index < 8; ++index)
        REQUIRE(executor.post([&order, index] { order.push_back(index); }));
    (void)driver.enter();
    CHECK(order.size() == 3);
    (void)driver.enter();
    CHECK(order.size() == 6);
    (void)driver.enter();
    CHECK(order == std::vector{0, 1, 2, 3, 4, 5, 6, 7});
}

TEST_CASE("a block says how many closures it ran, how long they took, and which was the longest") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never, .closureTime = 1s});
    {
        const auto block = driver.enter();
        CHECK(block.closures().count == 0);
        CHECK(block.closures().time == 0ns);
    }
    const auto last = [](std::chrono::microseconds time) {
        return [time] {
            const auto end = std::chrono::steady_clock::now() + time;
            while (std::chrono::steady_clock::now() < end) {
            }
        };
    };
    REQUIRE(executor.post(last(1us), "first"));
    REQUIRE(executor.post(last(100us), "second"));
    {
        const auto block = driver.enter();
        const auto& closures = block.closures();
        CHECK(closures.count == 2);
        CHECK(closures.longest.time >= 100us);
        CHECK(closures.longest.time + 1us <= closures.time);
        // Which of them it was depends on whom the system interrupted; the statistics saw the same.
        CHECK(closures.longest.name == executor.statistics().longest.name);
        CHECK(closures.longest.time == executor.statistics().longest.time);
    }
    const auto block = driver.enter();
    CHECK(block.closures().count == 0);
}

TEST_CASE("closures that outlast their share of a block are put off, one a block at least") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never, .closureTime = 0us});
    int ran = 0;
    for (int index = 0; index < 3; ++index)
        REQUIRE(executor.post([&ran] { ++ran; }));
    for (int block = 1; block <= 3; ++block) {
        (void)driver.enter();
        CHECK(ran == block);
    }
}

TEST_CASE("what a block left over runs on the background thread when the driver then falls silent") {
    Executor executor;
    Driver driver = executor.adopt({.silence = 1ms, .closuresPerBlock = 1});
    std::promise<void> last;
    REQUIRE(executor.post([] {}));
    REQUIRE(executor.post([&last] { last.set_value(); }));
    (void)driver.enter();
    last.get_future().wait();
}

TEST_CASE("what is posted inside a block, which wakes nobody, runs when the driver then falls silent") {
    Executor executor;
    Driver driver = executor.adopt({.silence = 20ms});
    std::promise<void> ran;
    {
        const auto block = driver.enter();
        REQUIRE(bool(block));
        REQUIRE(executor.post([&ran] { ran.set_value(); }));
    }
    ran.get_future().wait();
}

TEST_CASE("while a block outlasts the silence with a closure behind it, the background thread sleeps") {
    Executor executor;
    clockid_t clock{};
    executor.submit([&clock] { pthread_getcpuclockid(pthread_self(), &clock); });
    const auto processorTime = [&clock] {
        timespec now{};
        clock_gettime(clock, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    };
    Driver driver = executor.adopt({.silence = 1ms});
    std::promise<void> ran;
    {
        const auto block = driver.enter();
        REQUIRE(bool(block));
        std::thread([&] { REQUIRE(executor.post([&ran] { ran.set_value(); })); }).join();
        const auto before = processorTime();
        const auto end = std::chrono::steady_clock::now() + 200ms; // the block's length is what is tested
        while (std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        CHECK(processorTime() - before < 50ms);
    }
    ran.get_future().wait();
}

TEST_CASE("the longest durations there are stand for never and without a limit") {
    Executor executor;
    Driver driver = executor.adopt(
        {.silence = std::chrono::milliseconds::max(), .closureTime = std::chrono::microseconds::max()});
    int ran = 0;
    for (int index = 0; index < 3; ++index)
        REQUIRE(executor.post([&ran] { ++ran; }));
    (void)driver.enter();
    CHECK(ran == 3);
    CHECK(executor.statistics().takeOvers == 0);
}

TEST_CASE("a closure that destroys the driver while another thread closes the executor does not stop either") {
    for (int round = 0; round < 200; ++round) {
        Executor executor;
        std::optional<Driver> driver = executor.adopt({.silence = 0ms});
        std::latch started(2);
        REQUIRE(executor.post([&] {
            started.arrive_and_wait();
            for (int turn = 0; turn < 20; ++turn)
                std::this_thread::yield();
            driver.reset();
        }));
        started.arrive_and_wait();
        executor.close();
    }
}

TEST_CASE("a driver that was moved from enters nothing") {
    Executor executor;
    Driver driver = executor.adopt();
    const Driver taken = std::move(driver);
    CHECK_FALSE(bool(driver.enter()));
}

TEST_CASE("only one driver at a time, and after it is gone the next may come") {
    Executor executor({.name = "audio"});
    std::optional<Driver> driver = executor.adopt();
    CHECK_THROWS_WITH_AS(executor.adopt(), doctest::Contains("'audio' already has a driver"), base::Failure);
    driver.reset();
    CHECK(executor.submit([] { return true; }));
    Driver next = executor.adopt({.silence = never});
    CHECK(bool(next.enter()));
}

TEST_CASE("adopting from one of the executor's own closures is refused") {
    Executor executor;
    CHECK_THROWS_AS(executor.submit([&] { (void)executor.adopt(); }), base::Failure);
}

TEST_CASE("adoption waits until the background thread has given way") {
    Executor executor;
    for (int round = 0; round < 3000; ++round) {
        REQUIRE(executor.post([] {}));
        Driver driver = executor.adopt({.silence = never});
        CHECK(bool(driver.enter()));
    }
    CHECK(executor.statistics().blocksContended == 0);
}

TEST_CASE("the callback's thread may change between blocks") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never});
    for (int round = 0; round < 10; ++round)
        std::thread([&] {
            const auto block = driver.enter();
            CHECK(bool(block));
            CHECK(executor.tag().isCurrent());
        }).join();
}

TEST_CASE("changes of the callback's thread are counted") {
    Executor executor;
    Driver driver = executor.adopt({.silence = never});
    const auto block = [&driver] { CHECK(bool(driver.enter())); };
    block();
    block();
    CHECK(executor.statistics().threadChanges == 0);
    std::thread(block).join();
    block();
    CHECK(executor.statistics().threadChanges == 2);
}

TEST_CASE("an executor inside another's callback: both tags are current") {
    Executor outer;
    Executor inner;
    Driver outerDriver = outer.adopt({.silence = never});
    Driver innerDriver = inner.adopt({.silence = never});
    const auto outerBlock = outerDriver.enter();
    const auto innerBlock = innerDriver.enter();
    CHECK(outer.tag().isCurrent());
    CHECK(inner.tag().isCurrent());
    CHECK(Tag::current() == inner.tag());
}

TEST_CASE("a driver outlives its executor: every later block is refused") {
    auto executor = std::make_unique<Executor>();
    Driver driver = executor->adopt();
    executor.reset();
    CHECK_FALSE(bool(driver.enter()));
}

TEST_CASE("submits from four threads through a calling-back driver all return their own answer") {
    Executor executor;
    const CallbackThread callback(executor.adopt({.silence = never}));
    std::vector<std::thread> submitters;
    for (int index = 0; index < 4; ++index)
        submitters.emplace_back([&executor, index] {
            for (int round = 0; round < 200; ++round)
                CHECK(executor.submit([=] { return index * 1000 + round; }) == index * 1000 + round);
        });
    for (auto& submitter : submitters)
        submitter.join();
}
