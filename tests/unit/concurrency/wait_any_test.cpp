// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/semaphore.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;

TEST_CASE("of a hundred sources only the ready ones are flagged") {
    std::vector<std::unique_ptr<EventGroup>> groups;
    std::vector<WaitSource> sources;
    sources.reserve(100);
    for (int index = 0; index < 100; ++index) {
        groups.push_back(std::make_unique<EventGroup>());
        sources.push_back(groups.back()->anyOf(1));
    }
    CHECK(waitAny(Deadline::immediately(), sources) == 0);
    std::thread setter([&] { CHECK(groups[63]->set(1)); });
    CHECK(waitAny(Deadline::never(), sources) == 1);
    setter.join();
    CHECK(groups[12]->set(1));
    CHECK(waitAny(Deadline::never(), sources) == 2);
    for (std::size_t index = 0; index < sources.size(); ++index)
        CHECK_MESSAGE(sources[index].wasReady() == (index == 12 || index == 63), "source ", index);
    groups[12]->clear(1);
    CHECK(waitAny(Deadline::never(), sources) == 1);
    CHECK(!sources[12].wasReady());
}

TEST_CASE("twelve written-out sources of several kinds can be waited for, and each is flagged in its place") {
    EventGroup group;
    PeriodCounter periods;
    Semaphore permits(0, 1);
    StopSource stop;
    const auto ready = [&] {
        return waitAny(Deadline::immediately(), group.anyOf(1), group.anyOf(2), group.anyOf(4), group.anyOf(8),
                       group.allOf(3), group.allOf(12), group.anyOf(64), group.anyOf(128), periods.changed(0),
                       periods.changed(1), permits.acquirable(), stop.requested())
            .to_ullong();
    };
    CHECK(ready() == 0b0010'0000'0000); // the counter is at 0, which is not 1
    CHECK(group.set(1 | 4 | 8));
    CHECK(ready() == 0b0010'0010'1101);
    periods.advance();
    CHECK(ready() == 0b0001'0010'1101);
    CHECK(permits.tryRelease());
    CHECK(ready() == 0b0101'0010'1101);
    stop.requestStop();
    CHECK(ready() == 0b1101'0010'1101);
}

TEST_CASE("waiting for any takes nothing: the same source is ready until somebody takes what it has") {
    Semaphore permits(1, 1);
    CHECK(waitAny(Deadline::never(), permits.acquirable()).any());
    CHECK(waitAny(Deadline::never(), permits.acquirable()).any());
    CHECK(permits.tryAcquire());
    CHECK(waitAny(Deadline::immediately(), permits.acquirable()).none());
}

TEST_CASE("a watcher does not swallow the wake-up of a taker") {
    Semaphore permits(0, 1);
    StopSource stop;
    std::atomic<int> seen{0};
    std::thread watcher([&] {
        while (true) {
            const auto ready = waitAny(Deadline::never(), permits.acquirable(), stop.requested());
            if (ready[1])
                return;
            ++seen;
        }
    });
    for (int round = 0; round < 200; ++round) {
        std::thread taker([&] { CHECK(permits.acquire(Deadline::never())); });
        CHECK(permits.tryRelease());
        taker.join();
    }
    stop.requestStop();
    watcher.join();
}

TEST_CASE("a watcher that finds nothing goes on watching and hears of the next thing") {
    Semaphore permits(0, 1);
    PeriodCounter periods;
    std::atomic<bool> over{false};
    std::thread thief([&] {
        while (!over)
            if (permits.tryAcquire())
                periods.advance();
    });
    std::uint64_t seen = 0;
    for (int round = 0; round < 100; ++round) {
        CHECK(permits.tryRelease());
        while (waitAny(Deadline::never(), permits.acquirable(), periods.changed(seen))[1] == false) {
        }
        seen = periods.count();
    }
    over = true;
    thief.join();
    CHECK(seen == 100);
}

TEST_CASE("one of the same source in two threads at once is refused, and of its own for each is not") {
    Semaphore permits(0, 1);
    StopSource stop;
    std::vector<WaitSource> sources{permits.acquirable(), stop.requested()};
    const auto refused = [&](const auto& wait) {
        try {
            wait();
            return false;
        } catch (const rondo::base::Failure& failure) {
            return failure.code() == rondo::base::ErrorCode::refused;
        }
    };
    std::atomic<bool> ready{false};
    std::thread first([&] {
        // Of the two threads it may be this one that comes second, as long as the other one tries.
        while (refused([&] { ready = waitAny(Deadline::never(), sources) >= 1; }))
            std::this_thread::yield();
    });
    while (!refused([&] { static_cast<void>(waitAny(Deadline::immediately(), std::span(sources).last(1))); }))
        std::this_thread::yield();
    std::thread second([&] { CHECK(waitAny(Deadline::never(), WaitSource(sources[0])).any()); });
    CHECK(permits.tryRelease());
    first.join();
    second.join();
    CHECK(ready);
    CHECK(waitAny(Deadline::immediately(), sources) == 1); // free again
}

TEST_CASE("waiting for nothing ends with the deadline") {
    CHECK(waitAny(Deadline::in(std::chrono::microseconds(1)), std::span<WaitSource>()) == 0);
}
