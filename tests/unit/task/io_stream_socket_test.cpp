// SPDX-License-Identifier: MIT
#include "io_stage.h"

#include <array>
#include <chrono>
#include <doctest/doctest.h>
#include <numeric>
#include <rondo/task/channel.h>
#include <rondo/task/yield.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using base::ErrorCode;
using test::bytesOf;
using test::IoStage;

namespace {

using Sockets = std::pair<StreamSocket, StreamSocket>;

Sockets makePair(Reactor& reactor) {
    auto made = StreamSocket::pair(reactor);
    REQUIRE(made);
    return *std::move(made);
}

} // namespace

TEST_CASE("stream socket: what is written is read, however it is cut") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        std::vector<std::byte> sent(3'000'000);
        for (std::size_t place = 0; place < sent.size(); ++place)
            sent[place] = static_cast<std::byte>(place * 7 + place / 251);
        // More than the system keeps: the writer waits for the reader.
        auto writer = spawn([&]() -> Task<> {
            const auto written = co_await left.writeAll(sent);
            CHECK(written);
            CHECK(left.endWriting());
        });
        std::vector<std::byte> got;
        std::vector<std::byte> buffer(1);
        for (;;) {
            const auto count = co_await right.readSome(buffer);
            if (!count) {
                CHECK(count.error().code == ErrorCode::closed);
                break;
            }
            got.insert(got.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
            buffer.resize(buffer.size() % 70'000 * 3 + 1);
        }
        CHECK(got == sent);
        co_await writer;
    });
}

TEST_CASE("stream socket: a peer that sends less than it should is named, with how much it has sent") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        CHECK(co_await left.writeAll(bytesOf("abc")));
        left.close();
        std::array<std::byte, 8> buffer{};
        const auto got = co_await right.readExactly(buffer);
        REQUIRE(!got);
        CHECK(got.error().code == ErrorCode::closed);
        CHECK(got.error().text.find("Of 8 bytes to be read 3 had come") != std::string::npos);
        CHECK(buffer[2] == std::byte{'c'});
    });
}

TEST_CASE("stream socket: nobody listens there, and the error says so") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        const auto address = listener.address();
        listener.close();
        const auto refused = co_await StreamSocket::connect(stage.reactor, address);
        REQUIRE(!refused);
        CHECK(refused.error().code == ErrorCode::refused);
        CHECK(refused.error().text.find(address.text()) != std::string::npos);
        const auto path = SocketAddress::unixPath("/no/such/folder/socket").value();
        const auto missing = co_await StreamSocket::connect(stage.reactor, path);
        REQUIRE(!missing);
        CHECK(missing.error().code == ErrorCode::notFound);
    });
}

TEST_CASE("stream socket: a connection that breaks is lost, and raises no signal") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        test::RawClient client(listener.address());
        REQUIRE(client.connected());
        auto accepted = co_await listener.accept();
        REQUIRE(accepted);
        std::array<std::byte, 8> buffer{};
        auto reader = spawn([&]() -> Task<ErrorCode> {
            const auto got = co_await accepted->readSome(buffer);
            co_return got ? ErrorCode::invalidArgument : got.error().code;
        });
        co_await yield();
        client.reset();
        CHECK(co_await reader == ErrorCode::lost);
        const auto written = co_await accepted->writeAll(bytesOf("to nobody"));
        REQUIRE(!written);
        CHECK(written.error().code == ErrorCode::lost);
    });
}

TEST_CASE("stream socket: limits of all sizes") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        std::array<std::byte, 8> buffer{};
        for (const auto limit :
             {TimeLimit(2ms), TimeLimit(-5h), TimeLimit(0s), TimeLimit(concurrency::Deadline::immediately())}) {
            const auto got = co_await right.readSome(buffer, limit);
            REQUIRE(!got);
            CHECK(got.error().code == ErrorCode::timeout);
        }
        CHECK(co_await left.writeAll(bytesOf("abc")));
        // What is there is taken, though the limit is over.
        const auto got = co_await right.readSome(buffer, -1s);
        CHECK(got.value_or(0) == 3);
        auto writer = spawn([&]() -> Task<> {
            co_await yield();
            CHECK(co_await left.writeAll(bytesOf("d"), std::chrono::hours::max()));
        });
        const auto late = co_await right.readSome(buffer, std::chrono::hours::max());
        CHECK(late.value_or(0) == 1);
        co_await writer;
        // Nobody reads: one that is full ends by its limit.
        const std::vector<std::byte> much(10'000'000);
        const auto written = co_await left.writeAll(much, 2ms);
        REQUIRE(!written);
        CHECK(written.error().code == ErrorCode::timeout);
        // One limit for all pieces.
        std::vector<std::byte> more(20'000'000);
        const auto whole = co_await right.readExactly(more, 5ms);
        REQUIRE(!whole);
        CHECK(whole.error().code == ErrorCode::timeout);
    });
}

TEST_CASE("stream socket: a task that is cancelled while it reads takes nothing, and its buffer is its own") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        for (int turn = 0; turn < 100; ++turn) {
            auto reader = spawn([&]() -> Task<> {
                std::vector<std::byte> own(64);
                static_cast<void>(co_await right.readSome(own));
            });
            if (turn % 2 == 0)
                co_await yield();
            reader.cancel();
            CHECK(co_await left.writeAll(bytesOf("x")));
            CHECK(co_await test::wasCancelled(reader));
            std::array<std::byte, 8> buffer{};
            const auto got = co_await right.readSome(buffer);
            CHECK(got.value_or(0) == 1);
        }
    });
}

TEST_CASE("stream socket: cancelled at the moment when something comes, it reads all of it or nothing") {
    Pool pool({.workers = 2});
    Reactor reactor;
    pool.run([&]() -> Task<> {
        auto [left, right] = makePair(reactor);
        int taken = 0;
        constexpr int turns = 2000;
        for (int turn = 0; turn < turns; ++turn) {
            auto reader = spawn([&]() -> Task<std::size_t> {
                std::array<std::byte, 8> own{};
                const auto got = co_await right.readSome(own);
                co_return got.value_or(0);
            });
            auto writer = spawn([&]() -> Task<> { CHECK(co_await left.writeAll(bytesOf("x"))); });
            for (int others = 0; others < turn % 4; ++others)
                co_await yield();
            while (turn % 8 == 7 && !reader.finished())
                co_await yield();
            reader.cancel();
            const auto outcome = co_await reader.outcome();
            co_await writer;
            if (outcome) {
                CHECK(*outcome == 1);
                ++taken;
                continue;
            }
            std::array<std::byte, 8> buffer{};
            const auto got = co_await right.readSome(buffer);
            CHECK(got.value_or(0) == 1);
        }
        CHECK(taken >= turns / 8);
        CHECK(taken < turns);
    });
}

TEST_CASE("stream socket: closed by another task, its reader and its writer hear it") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        const auto closedOf = [](const auto& result) {
            return !result && result.error().code == ErrorCode::closed;
        };
        auto reader = spawn([&]() -> Task<> {
            std::array<std::byte, 8> buffer{};
            const auto got = co_await left.readSome(buffer);
            CHECK(closedOf(got));
        });
        auto writer = spawn([&]() -> Task<> {
            const std::vector<std::byte> much(10'000'000);
            const auto written = co_await left.writeAll(much);
            CHECK(closedOf(written));
        });
        co_await yield();
        left.close();
        left.close();
        co_await reader;
        co_await writer;
        std::array<std::byte, 8> buffer{};
        const auto after = co_await left.readSome(buffer);
        CHECK(closedOf(after));
        CHECK(closedOf(left.endWriting()));
        CHECK(closedOf(left.localAddress()));
        const StreamSocket moved = std::move(left);
        const auto empty = co_await left.readSome(buffer); // NOLINT: what a moved one says
        CHECK(closedOf(empty));
    });
}

TEST_CASE("stream socket: one task reads while another one writes") {
    Pool pool({.workers = 2});
    Reactor reactor;
    pool.run([&]() -> Task<> {
        auto [left, right] = makePair(reactor);
        constexpr std::size_t count = 200'000;
        const auto writeTo = [](StreamSocket& socket) -> Task<> {
            std::vector<std::byte> piece(997);
            for (std::size_t sent = 0; sent < count; sent += piece.size())
                CHECK(co_await socket.writeAll(piece));
        };
        const auto readFrom = [](StreamSocket& socket) -> Task<> {
            std::vector<std::byte> buffer((count + 996) / 997 * 997);
            CHECK(co_await socket.readExactly(buffer));
        };
        std::vector<Child<>> all;
        for (auto* socket : {&left, &right}) {
            all.push_back(spawn([&, socket]() -> Task<> { co_await writeTo(*socket); }));
            all.push_back(spawn([&, socket]() -> Task<> { co_await readFrom(*socket); }));
        }
        for (auto& child : all)
            co_await child;
    });
}

TEST_CASE("stream socket: a peer that always has something does not keep the worker from others") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto [left, right] = makePair(stage.reactor);
        CHECK(co_await left.writeAll(std::vector<std::byte>(100'000)));
        bool ended = false;
        auto reader = spawn([&]() -> Task<> {
            std::array<std::byte, 1> buffer{};
            for (int reads = 0; !ended && reads < 90'000; ++reads)
                CHECK(co_await right.readSome(buffer));
            CHECK(ended);
        });
        co_await yield();
        ended = true;
        co_await reader;
    });
}

TEST_CASE("stream socket: addresses of both ends, and what is no address") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        auto client = (co_await StreamSocket::connect(stage.reactor, listener.address())).value();
        auto server = (co_await listener.accept()).value();
        CHECK(client.peerAddress().value().text() == listener.address().text());
        CHECK(server.peerAddress().value().port() == client.localAddress().value().port());
        const auto numbers = co_await SocketAddress::resolve("127.0.0.1", 80);
        CHECK(numbers.value().front().text() == "127.0.0.1:80");
        const auto nobody = co_await SocketAddress::resolve("no such name", 80);
        REQUIRE(!nobody);
        CHECK(nobody.error().text.find("no such name") != std::string::npos);
    });
    CHECK(!SocketAddress::tcp("127.0.0.256", 1));
    CHECK(!SocketAddress::unixPath(""));
    CHECK(!SocketAddress::unixPath(std::string(108, 'x')));
    CHECK(!SocketAddress::unixPath(std::string("a\0b", 3)));
    CHECK(SocketAddress::unixPath(std::string(107, 'x')).value().path() == std::string(107, 'x'));
}
