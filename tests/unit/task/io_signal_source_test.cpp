// SPDX-License-Identifier: MIT
#include "io_stage.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <doctest/doctest.h>
#include <optional>
#include <rondo/task/channel.h>
#include <rondo/task/io/signal_source.h>
#include <rondo/task/select.h>
#include <rondo/task/sleep.h>
#include <rondo/task/yield.h>
#include <support/blocked_signal.h>
#include <sys/wait.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using base::ErrorCode;
using test::IoStage;

namespace {

std::atomic<int> former{0};
extern "C" void formerHandler(int) { ++former; }

/// Puts a handler of the program's own in place, and takes it away.
struct FormerHandler {
    explicit FormerHandler(int number) : signal(number) {
        struct sigaction own {};
        own.sa_handler = &formerHandler;
        ::sigaction(signal, &own, &kept);
        former = 0;
    }
    ~FormerHandler() { ::sigaction(signal, &kept, nullptr); }
    int signal;
    struct sigaction kept {};
};

} // namespace

TEST_CASE(
    "signal source: what comes before the first wait and between two is kept and counted, for each signal") {
    IoStage stage;
    SignalSource source(stage.reactor, {SIGUSR1, SIGUSR2});
    for (int number = 0; number < 3; ++number)
        std::raise(SIGUSR1);
    std::raise(SIGUSR2);
    CHECK(source.pending(SIGUSR1) == 3);
    CHECK(source.pending(SIGUSR2) == 1);
    CHECK(source.pending(SIGTERM) == 0);
    stage.pool.run([&]() -> Task<> {
        CHECK((co_await source.next()).value() == SIGUSR1);
        CHECK((co_await source.next()).value() == SIGUSR1);
        std::raise(SIGUSR2);
        CHECK((co_await source.next()).value() == SIGUSR1);
        CHECK((co_await source.next()).value() == SIGUSR2);
        CHECK((co_await source.next()).value() == SIGUSR2);
        const auto none = co_await source.next(2ms);
        REQUIRE(!none);
        CHECK(none.error().code == ErrorCode::timeout);
    });
    CHECK(!source.tryNext());
}

TEST_CASE("signal source: none of many is lost while tasks and a thread take them") {
    Pool pool({.workers = 2});
    Reactor reactor;
    SignalSource source(reactor, {SIGUSR1});
    constexpr int count = 2000;
    std::atomic<int> taken{0};
    std::thread thread([&] {
        while (source.nextWait())
            ++taken;
    });
    std::thread sender([&] {
        for (int number = 0; number < count; ++number)
            std::raise(SIGUSR1);
    });
    pool.run([&]() -> Task<> {
        std::vector<Child<>> takers;
        for (int number = 0; number < 3; ++number)
            takers.push_back(spawn([&]() -> Task<> {
                while (co_await source.next())
                    ++taken;
            }));
        while (taken < count)
            co_await yield();
        source.close();
        for (auto& taker : takers)
            co_await taker;
    });
    sender.join();
    thread.join();
    CHECK(taken == count);
}

TEST_CASE("signal source: a signal for a task that is cancelled at that moment is another's") {
    Pool pool({.workers = 2});
    Reactor reactor;
    SignalSource source(reactor, {SIGUSR1});
    pool.run([&]() -> Task<> {
        for (int turn = 0; turn < 1000; ++turn) {
            auto taker = spawn([&]() -> Task<> { static_cast<void>(co_await source.next()); });
            if (turn % 2 == 0)
                co_await yield();
            std::raise(SIGUSR1);
            taker.cancel();
            if (co_await test::wasCancelled(taker))
                CHECK((co_await source.next()).value_or(0) == SIGUSR1);
        }
        CHECK(source.pending(SIGUSR1) == 0);
    });
}

TEST_CASE("signal source: several hear the same signal, of two pools and two reactors") {
    Pool first({.workers = 1});
    Pool second({.workers = 1});
    Reactor one;
    Reactor two;
    SignalSource early(one, {SIGUSR1});
    SignalSource beside(one, {SIGUSR1, SIGUSR2});
    SignalSource far(two, {SIGUSR1});
    std::raise(SIGUSR1);
    SignalSource late(two, {SIGUSR1});
    std::thread other(
        [&] { second.run([&]() -> Task<> { CHECK((co_await far.next()).value() == SIGUSR1); }); });
    first.run([&]() -> Task<> {
        CHECK((co_await early.next()).value() == SIGUSR1);
        CHECK((co_await beside.next()).value() == SIGUSR1);
    });
    other.join();
    CHECK(!late.tryNext());
    std::raise(SIGUSR1);
    CHECK(late.nextWait().value() == SIGUSR1);
    CHECK(far.nextWait().value() == SIGUSR1);
}

TEST_CASE("signal source: the former disposition comes back with the end of the last one") {
    IoStage stage;
    const FormerHandler handler(SIGUSR1);
    const auto before = test::openDescriptors();
    {
        SignalSource source(stage.reactor, {SIGUSR1});
        {
            SignalSource nested(stage.reactor, {SIGUSR1});
            std::raise(SIGUSR1);
            CHECK(nested.tryNext() == SIGUSR1);
        }
        std::raise(SIGUSR1);
        CHECK(former == 0);
        CHECK(source.pending(SIGUSR1) == 2);
    }
    std::raise(SIGUSR1);
    CHECK(former == 1);
    CHECK(test::openDescriptors() == before);
    // What somebody else has put in its place meanwhile stays.
    {
        SignalSource source(stage.reactor, {SIGUSR1});
        ::signal(SIGUSR1, SIG_IGN);
    }
    struct sigaction current {};
    ::sigaction(SIGUSR1, nullptr, &current);
    CHECK((current.sa_handler == SIG_IGN));
}

TEST_CASE("signal source: a signal that all other threads block is heard") {
    const test::BlockedSignal blocked(SIGUSR1);
    Pool pool({.workers = 1}); // its threads begin with the mask of this one
    Reactor reactor;
    SignalSource source(reactor, {SIGUSR1});
    pool.run([&]() -> Task<> {
        auto taker = spawn([&]() -> Task<> { CHECK((co_await source.next()).value() == SIGUSR1); });
        co_await yield();
        ::kill(::getpid(), SIGUSR1);
        co_await taker;
    });
}

TEST_CASE("signal source: the end of several children at once is told until none is left") {
    const test::BlockedSignal blocked(SIGCHLD);
    IoStage stage;
    SignalSource source(stage.reactor, {SIGCHLD});
    constexpr int count = 20;
    for (int number = 0; number < count; ++number) {
        const auto child = ::fork();
        if (child == 0)
            ::_exit(number);
        REQUIRE(child > 0);
    }
    stage.pool.run([&]() -> Task<> {
        int left = count;
        int sum = 0;
        while (left > 0) {
            REQUIRE((co_await source.next()).value() == SIGCHLD);
            int state = 0;
            while (::waitpid(-1, &state, WNOHANG) > 0) {
                --left;
                sum += WEXITSTATUS(state);
            }
        }
        CHECK(sum == count * (count - 1) / 2);
    });
}

TEST_CASE("signal source: limits of all sizes, closing, and the end of its reactor") {
    Pool pool({.workers = 1});
    auto reactor = std::make_unique<Reactor>();
    SignalSource source(*reactor, {SIGUSR1});
    CHECK(source.nextWait(concurrency::Deadline::in(-1h)).error().code == ErrorCode::timeout);
    CHECK(source.nextWait(concurrency::Deadline::in(2ms)).error().code == ErrorCode::timeout);
    pool.run([&]() -> Task<> {
        for (const auto limit : {TimeLimit(-1h), TimeLimit(0s), TimeLimit(2ms)}) {
            const auto none = co_await source.next(limit);
            REQUIRE(!none);
            CHECK(none.error().code == ErrorCode::timeout);
        }
        auto waiting = spawn([&]() -> Task<ErrorCode> {
            const auto none = co_await source.next(std::chrono::hours::max());
            co_return none ? ErrorCode::full : none.error().code;
        });
        // A plain function in a pool of one gives its seat away, so that the other one goes on.
        auto plain = spawn([&]() -> Task<ErrorCode> {
            const auto none = source.nextWait();
            co_return none ? ErrorCode::full : none.error().code;
        });
        co_await yield();
        co_await sleepFor(1ms);
        reactor.reset();
        CHECK(co_await waiting == ErrorCode::closed);
        CHECK(co_await plain == ErrorCode::closed);
    });
    std::raise(SIGUSR1);
    CHECK(!source.tryNext());
}

TEST_CASE("signal source: what cannot be heard is refused") {
    IoStage stage;
    for (const int wrong : {0, -1, 1000, 32, SIGKILL, SIGSTOP, SIGSEGV, SIGFPE}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(SignalSource(stage.reactor, {SIGUSR1, wrong}), base::Failure);
    }
    CHECK_THROWS_AS(SignalSource(stage.reactor, {}), base::Failure);
    // The one that it could hear is left alone again.
    struct sigaction current {};
    ::sigaction(SIGUSR1, nullptr, &current);
    CHECK((current.sa_handler == SIG_DFL));
}

TEST_CASE(
    "signal source: a select takes a signal that has come, waits for one that comes, and leaves the others'") {
    IoStage stage;
    SignalSource source(stage.reactor, {SIGUSR1, SIGUSR2});
    std::raise(SIGUSR2);
    stage.pool.run([&]() -> Task<> {
        auto [sender, receiver] = makeChannel<int>(1);
        std::optional<int> item;
        int signal = 0;
        const auto first = co_await select(receiver.receiving(item), source.receiving(signal));
        CHECK(first.index == 1);
        CHECK(signal == SIGUSR2);
        auto raises = spawn([&]() -> Task<> {
            std::raise(SIGUSR1);
            co_return;
        });
        const auto second = co_await select(receiver.receiving(item), source.receiving(signal));
        CHECK(second.index == 1);
        CHECK(signal == SIGUSR1);
        co_await raises;
        co_await sender.send(4);
        std::raise(SIGUSR1);
        int taken = 0;
        for (int turn = 0; turn < 2; ++turn) {
            const auto one = co_await select(receiver.receiving(item), source.receiving(signal));
            taken += one.index == 0 ? *item : signal;
        }
        CHECK(taken == 4 + SIGUSR1);
        source.close();
        const auto closed = co_await select(receiver.receiving(item), source.receiving(signal));
        CHECK(closed.index == 1);
        CHECK(closed.result == concurrency::ChannelResult::closed);
    });
}
