// SPDX-License-Identifier: MIT
//
// The echo server: what engine/examples/echo_server shows, under load and under signals.
#include "../../engine/examples/echo_server/echo_server.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <iterator>
#include <random>
#include <rondo/task/io/reactor.h>
#include <rondo/task/pool.h>
#include <rondo/task/yield.h>
#include <string_view>
#include <support/blocked_signal.h>
#include <support/rounds.h>
#include <support/seed.h>
#include <thread>
#include <unistd.h>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using base::ErrorCode;
using examples::EchoServer;

namespace {

long openDescriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all)) - 1;
}

/// What the clients of one run met.
struct Met {
    std::atomic<int> whole{0};     ///< all rounds, all bytes
    std::atomic<int> turnedOff{0}; ///< not one byte came back: the server had stopped before it took them
    std::atomic<int> wrong{0};
    std::atomic<int> rounds{0};
    static constexpr int atTheEnd = -1;
    static constexpr int elsewhere = -2;
    std::atomic<int> signalAt{atTheEnd}; ///< after so many rounds of all clients
};

/// Sends `rounds` messages and wants each of them back.
Task<> echoClient(Reactor& reactor, SocketAddress address, int number, int rounds, Met& met) {
    auto socket = co_await StreamSocket::connect(reactor, address);
    bool any = false;
    for (int round = 0; socket && round < rounds; ++round) {
        std::vector<std::byte> sent(1 + static_cast<std::size_t>(number * 131 + round * 977) % 9000);
        for (std::size_t place = 0; place < sent.size(); ++place)
            sent[place] = static_cast<std::byte>(place + static_cast<std::size_t>(number * 7 + round));
        auto got = sent;
        const auto written = co_await socket->writeAll(sent);
        std::ranges::fill(got, std::byte{0});
        const auto read = co_await socket->readExactly(got);
        if (!written || !read || got != sent) {
            met.wrong += any ? 1 : 0;
            met.turnedOff += any ? 0 : 1;
            co_return;
        }
        any = true;
        if (met.rounds.fetch_add(1) == met.signalAt)
            ::kill(::getpid(), SIGINT);
    }
    (socket ? met.whole : met.turnedOff) += 1;
}

/// One run of the server with everything it needs, and nothing that outlives it.
struct Run {
    static constexpr std::size_t listenerCount = 5;
    explicit Run(std::uint32_t workers) : server_(workers), clients_(1) {
        for (std::size_t number = 0; number < listenerCount; ++number) {
            listeners_.push_back(Listener::open(reactor_, SocketAddress::loopback(0)).value());
            addresses_.push_back(listeners_.back().address());
        }
    }
    /// `begun`: called when the signals are heard, before anybody waits for them.
    template <class Begun>
    EchoServer::Counts serve(int clients, int rounds, Met& met, Begun begun) {
        SignalSource signals(reactor_, {SIGINT});
        begun();
        EchoServer server(std::move(listeners_), [this](const std::string& piece) { log_ += piece; });
        std::thread beside([&] {
            clients_.run([&]() -> Task<> {
                co_await withScope([&](Scope& scope) -> Task<> {
                    for (int number = 0; number < clients; ++number)
                        scope.spawn([&, number]() -> Task<> {
                            const auto& address = addresses_[static_cast<std::size_t>(number) % listenerCount];
                            co_await echoClient(reactor_, address, number, rounds, met);
                        });
                    co_return;
                });
            });
            if (met.signalAt == Met::atTheEnd)
                ::kill(::getpid(), SIGINT);
        });
        const auto counts = server_.run([&]() -> Task<EchoServer::Counts> {
            const auto served = co_await server.run(signals);
            co_return served;
        });
        beside.join();
        return counts;
    }
    const std::string& log() const noexcept { return log_; }

private:
    struct NamedPool : Pool {
        explicit NamedPool(std::uint32_t workers) : Pool({.workers = workers}) {}
    };
    Reactor reactor_;
    NamedPool server_;
    NamedPool clients_;
    std::vector<Listener> listeners_;
    std::vector<SocketAddress> addresses_;
    std::string log_; ///< under the server's mutex
};

bool isWhole(std::string_view line) {
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos)
        return false;
    const auto who = line.substr(0, colon);
    const auto what = line.substr(colon + 2);
    if (who == "server")
        return what.starts_with("listening at 127.0.0.1:") || what.starts_with("signal ");
    constexpr std::string_view client = "client ";
    if (!who.starts_with(client) || who.size() == client.size() ||
        who.find_first_not_of("0123456789", client.size()) != std::string_view::npos)
        return false;
    return what == "is here" || (what.find_first_not_of("0123456789") == what.find(" bytes, ") &&
                                 (what.ends_with(" bytes, and has gone") || what.find("then: ") != what.npos));
}

void checkLines(const std::string& log) {
    std::size_t from = 0;
    for (std::size_t end = log.find('\n'); end != std::string::npos; from = end + 1, end = log.find('\n', from))
        if (const auto line = log.substr(from, end - from); !isWhole(line))
            FAIL_CHECK("a broken line: " << line);
    CHECK(from == log.size());
}

} // namespace

TEST_CASE("003.1 a hundred clients at five doors get back all they send, and each line of the log is whole") {
    const test::BlockedSignal blocked(SIGINT);
    const auto before = openDescriptors();
    {
        Run run(2);
        Met met;
        const int rounds = test::rounds(50);
        const auto counts = run.serve(100, rounds, met, [] {});
        CHECK(met.whole == 100);
        CHECK(met.wrong == 0);
        CHECK(met.turnedOff == 0);
        CHECK(met.rounds == 100 * rounds);
        CHECK(counts.clients == 100);
        CHECK(counts.broken == 0);
        CHECK(counts.sentAway == 0);
        CHECK(std::ranges::count(run.log(), '\n') == 2 * 100 + static_cast<int>(Run::listenerCount) + 1);
        checkLines(run.log());
    }
    CHECK(openDescriptors() == before);
}

TEST_CASE("003.1 SIGINT at 200 random moments: those that are served finish, and every descriptor comes back") {
    const test::BlockedSignal blocked(SIGINT);
    const auto seed = test::seedOfThisRun();
    std::mt19937_64 random(seed);
    CAPTURE(seed);
    std::fprintf(stderr, "RONDO_SEED=%llu: SIGINT at random moments\n", static_cast<unsigned long long>(seed));
    const auto before = openDescriptors();
    int stoppedEarly = 0;
    for (int turn = 0; turn < test::rounds(200); ++turn) {
        CAPTURE(turn);
        const int clients = 1 + static_cast<int>(random() % 24);
        const int rounds = 1 + static_cast<int>(random() % 8);
        Met met;
        met.signalAt = static_cast<int>(random() % static_cast<unsigned>(clients * rounds));
        const auto start = std::chrono::steady_clock::now();
        {
            Run run(turn % 2 == 0 ? 1 : 2);
            const auto counts = run.serve(clients, rounds, met, [] {});
            CHECK(met.wrong == 0);
            CHECK(met.whole + met.turnedOff == clients);
            CHECK(counts.sentAway == 0);
            // A client whose connection waited at the door when it was shut was not served.
            CHECK(counts.clients >= static_cast<std::uint64_t>(met.whole));
            CHECK(counts.clients <= static_cast<std::uint64_t>(clients));
            stoppedEarly += met.turnedOff > 0 ? 1 : 0;
            checkLines(run.log());
        }
        CHECK(std::chrono::steady_clock::now() - start < 20s);
        REQUIRE(openDescriptors() == before);
    }
    MESSAGE("some clients came too late in ", stoppedEarly, " runs");
}

TEST_CASE("003.1 SIGINT before the first wait stops the server as well") {
    const test::BlockedSignal blocked(SIGINT);
    const auto before = openDescriptors();
    {
        Run run(2);
        Met met;
        met.signalAt = Met::elsewhere;
        const auto counts = run.serve(0, 1, met, [] { ::kill(::getpid(), SIGINT); });
        CHECK(counts.clients == 0);
        CHECK(run.log().find("no more clients") != std::string::npos);
    }
    CHECK(openDescriptors() == before);
}
