// SPDX-License-Identifier: MIT
#include "io_stage.h"

#include <array>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/task/yield.h>
#include <thread>

using namespace rondo;
using namespace rondo::task;
using base::ErrorCode;

TEST_CASE("reactor: sockets may outlive it, and their waits end") {
    Pool pool({.workers = 1});
    const auto before = test::openDescriptors();
    {
        auto reactor = std::make_unique<Reactor>();
        auto sockets = StreamSocket::pair(*reactor).value();
        auto listener = Listener::open(*reactor, SocketAddress::loopback(0)).value();
        pool.run([&]() -> Task<> {
            auto reader = spawn([&]() -> Task<> {
                std::array<std::byte, 8> buffer{};
                const auto got = co_await sockets.first.readSome(buffer);
                REQUIRE(!got);
                CHECK(got.error().code == ErrorCode::closed);
                CHECK(got.error().text.find("Reactor") != std::string::npos);
            });
            co_await yield();
            reactor.reset();
            co_await reader;
            // What needs no wait still works.
            CHECK(co_await sockets.second.writeAll(test::bytesOf("abc")));
            std::array<std::byte, 3> buffer{};
            CHECK(co_await sockets.first.readExactly(buffer));
            const auto accepted = co_await listener.accept();
            REQUIRE(!accepted);
            CHECK(accepted.error().code == ErrorCode::closed);
        });
    }
    CHECK(test::openDescriptors() == before);
}

TEST_CASE("reactor: one serves two pools, and a process has several") {
    Pool first({.workers = 1});
    Pool second({.workers = 1});
    Reactor shared;
    Reactor other;
    auto sockets = StreamSocket::pair(shared).value();
    std::thread beside([&] {
        second.run([&]() -> Task<> {
            auto own = StreamSocket::pair(other).value();
            std::array<std::byte, 1> buffer{};
            for (int turn = 0; turn < 500; ++turn) {
                CHECK(co_await sockets.second.readExactly(buffer));
                CHECK(co_await own.first.writeAll(buffer));
                CHECK(co_await own.second.readExactly(buffer));
                CHECK(co_await sockets.second.writeAll(buffer));
            }
        });
    });
    first.run([&]() -> Task<> {
        std::array<std::byte, 1> buffer{};
        for (int turn = 0; turn < 500; ++turn) {
            CHECK(co_await sockets.first.writeAll(buffer));
            CHECK(co_await sockets.first.readExactly(buffer));
        }
    });
    beside.join();
}

TEST_CASE("reactor: without descriptors there is none, and none is lost in the attempt") {
    const auto before = test::openDescriptors();
    {
        // Two, which UndefinedBehaviorSanitizer uses to look at exceptions; a reactor needs three.
        const test::NoDescriptors few(2);
        try {
            const Reactor reactor;
            FAIL_CHECK("there is one");
        } catch (const base::Failure& failure) {
            CHECK(failure.code() == ErrorCode::full);
        }
    }
    CHECK(test::openDescriptors() == before);
}
