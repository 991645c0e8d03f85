// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <optional>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>
#include <thread>
#include <vector>

using namespace rondo::concurrency;

TEST_CASE("a stop stays asked for, and only the first one asked") {
    StopSource stop;
    const StopToken token = stop.token();
    CHECK(!token.stopRequested());
    CHECK(token.wait(Deadline::immediately()) == WaitResult::timeout);
    CHECK(stop.requestStop());
    CHECK(!stop.requestStop());
    CHECK(token.stopRequested());
    CHECK(stop.stopRequested());
    CHECK(stop.token().wait(Deadline::never()));
    CHECK(waitAny(Deadline::never(), token.requested()).any());
}

TEST_CASE("a stop wakes every waiter, in wait and in waitAny") {
    StopSource stop;
    std::vector<std::thread> threads;
    for (int index = 0; index < 3; ++index) {
        threads.emplace_back([token = stop.token()] { CHECK(token.wait(Deadline::never())); });
        threads.emplace_back(
            [token = stop.token()] { CHECK(waitAny(Deadline::never(), token.requested()).any()); });
    }
    stop.requestStop();
    for (auto& thread : threads)
        thread.join();
}

TEST_CASE("what was done before the stop is seen after it") {
    StopSource stop;
    int value = 0;
    std::thread worker([&, token = stop.token()] {
        while (!token.stopRequested())
            std::this_thread::yield();
        CHECK(value == 7);
    });
    value = 7;
    stop.requestStop();
    worker.join();
}

TEST_CASE("a token outlives its source") {
    std::optional<StopSource> stop(std::in_place);
    const StopToken token = stop->token();
    stop->requestStop();
    stop.reset();
    CHECK(token.stopRequested());
}

TEST_CASE("a stop that a callback asks for reaches a waiting thread, which looks by itself") {
    StopSource stop;
    std::thread waiter([token = stop.token()] { CHECK(token.wait(Deadline::never())); });
    {
        const detail::TagScope callback(Tag::make(), "callback", detail::TagScope::Kind::callback);
        stop.requestStop();
    }
    waiter.join();
}
