// SPDX-License-Identifier: MIT
#include "io_stage.h"

#include <array>
#include <chrono>
#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <rondo/task/io/signal_source.h>
#include <rondo/task/yield.h>
#include <support/temporary_folder.h>
#include <vector>

using namespace rondo;
using namespace rondo::task;
using namespace std::chrono_literals;
using base::ErrorCode;
using test::IoStage;

TEST_CASE("listener: without descriptors accept says so, does not spin, and takes the connection later") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        const test::RawClient client(listener.address());
        REQUIRE(client.connected());
        int failures = 0;
        {
            const test::NoDescriptors none;
            const auto until = concurrency::Deadline::in(100ms);
            while (!until.passed()) {
                const auto accepted = co_await listener.accept();
                REQUIRE(!accepted);
                CHECK(accepted.error().code == ErrorCode::full);
                CHECK(accepted.error().text.find("ulimit") != std::string::npos);
                ++failures;
            }
            const auto refused = co_await StreamSocket::connect(stage.reactor, listener.address());
            REQUIRE(!refused);
            CHECK(refused.error().code == ErrorCode::full);
            CHECK(!StreamSocket::pair(stage.reactor));
            CHECK(!Listener::open(stage.reactor, SocketAddress::loopback(0)));
        }
        CHECK(failures < 20);
        CHECK(co_await listener.accept());
        CHECK(co_await StreamSocket::connect(stage.reactor, listener.address()));
        CHECK(co_await listener.accept(1h));
    });
}

TEST_CASE("listener: closed while it waits for descriptors, accept ends at once") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        const test::RawClient client(listener.address());
        const test::NoDescriptors none;
        auto acceptor = spawn([&]() -> Task<> {
            for (;;) {
                const auto accepted = co_await listener.accept();
                if (accepted.error().code == ErrorCode::closed)
                    break;
            }
        });
        co_await yield();
        co_await yield();
        listener.close();
        co_await acceptor;
    });
}

TEST_CASE("listener: a task that is cancelled while it accepts takes no connection") {
    IoStage stage;
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        auto acceptor = spawn([&]() -> Task<> { static_cast<void>(co_await listener.accept()); });
        co_await yield();
        acceptor.cancel();
        CHECK(co_await test::wasCancelled(acceptor));
        const test::RawClient client(listener.address());
        CHECK(co_await listener.accept());
        const auto none = co_await listener.accept(2ms);
        REQUIRE(!none);
        CHECK(none.error().code == ErrorCode::timeout);
    });
}

TEST_CASE("listener: several tasks accept, each connection goes to one, and closing ends them all") {
    Pool pool({.workers = 2});
    Reactor reactor;
    pool.run([&]() -> Task<> {
        auto listener = Listener::open(reactor, SocketAddress::loopback(0)).value();
        std::vector<Child<int>> acceptors;
        for (int number = 0; number < 4; ++number)
            acceptors.push_back(spawn([&]() -> Task<int> {
                int count = 0;
                while (co_await listener.accept())
                    ++count;
                co_return count;
            }));
        for (int number = 0; number < 50; ++number) {
            auto client = co_await StreamSocket::connect(reactor, listener.address());
            REQUIRE(client);
            // Until somebody has taken it, and let it go.
            std::array<std::byte, 1> buffer{};
            static_cast<void>(co_await client->readSome(buffer));
        }
        listener.close();
        int all = 0;
        for (auto& acceptor : acceptors)
            all += co_await acceptor;
        CHECK(all == 50);
    });
}

TEST_CASE("listener: an address in use is refused, and so is one that this machine does not have") {
    IoStage stage;
    auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
    const auto again = Listener::open(stage.reactor, listener.address());
    REQUIRE(!again);
    CHECK(again.error().code == ErrorCode::refused);
    const auto foreign = Listener::open(stage.reactor, SocketAddress::tcp("192.0.2.1", 0).value());
    REQUIRE(!foreign);
    CHECK(foreign.error().code == ErrorCode::notFound);
    CHECK(!Listener::open(stage.reactor, SocketAddress::loopback(0), 0));
}

TEST_CASE("listener: a Unix path that was left behind is taken over, one that is in use is not") {
    IoStage stage;
    const test::TemporaryFolder folder;
    const auto path = folder / "socket";
    const auto address = SocketAddress::unixPath(path.string()).value();
    {
        const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
        CHECK(::bind(number, reinterpret_cast<const sockaddr*>(address.bytes().data()),
                     static_cast<socklen_t>(address.bytes().size())) == 0);
        ::close(number);
    }
    REQUIRE(std::filesystem::is_socket(path));
    auto listener = Listener::open(stage.reactor, address);
    REQUIRE(listener);
    const auto second = Listener::open(stage.reactor, address);
    REQUIRE(!second);
    CHECK(second.error().code == ErrorCode::refused);
    stage.pool.run([&]() -> Task<> {
        auto client = co_await StreamSocket::connect(stage.reactor, address);
        CHECK(client);
        auto server = co_await listener->accept();
        REQUIRE(server);
        CHECK(server->localAddress().value().path() == path.string());
    });
    listener->close();
    CHECK(!std::filesystem::exists(path));
    // What lies there and is no socket stays.
    std::ofstream(path) << "a letter";
    const auto file = Listener::open(stage.reactor, address);
    REQUIRE(!file);
    CHECK(file.error().code == ErrorCode::refused);
    CHECK(std::filesystem::file_size(path) == 8);
    CHECK(Listener::open(stage.reactor, SocketAddress::unixPath((folder / "none/x").string()).value())
              .error()
              .code == ErrorCode::notFound);
}

TEST_CASE("listener: the end of one does not remove the path of the one that has replaced it") {
    IoStage stage;
    const test::TemporaryFolder folder;
    const auto path = folder / "socket";
    const auto address = SocketAddress::unixPath(path.string()).value();
    auto first = Listener::open(stage.reactor, address).value();
    std::filesystem::remove(path);
    auto second = Listener::open(stage.reactor, address).value();
    first.close();
    CHECK(std::filesystem::is_socket(path));
}

TEST_CASE("listener: a Unix client waits while the queue of the server is full") {
    IoStage stage;
    const test::TemporaryFolder folder;
    const auto address = SocketAddress::unixPath((folder / "socket").string()).value();
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, address, 1).value();
        std::vector<Child<bool>> clients;
        for (int number = 0; number < 8; ++number)
            clients.push_back(spawn([&]() -> Task<bool> {
                const auto client = co_await StreamSocket::connect(stage.reactor, address);
                co_return client.has_value();
            }));
        co_await yield();
        const auto late = co_await StreamSocket::connect(stage.reactor, address, 2ms);
        REQUIRE(!late);
        CHECK(late.error().code == ErrorCode::timeout);
        for (int number = 0; number < 8; ++number)
            CHECK(co_await listener.accept());
        for (auto& client : clients)
            CHECK(co_await client);
    });
}

TEST_CASE("listener: a signal between two accepts is there at the next look") {
    IoStage stage;
    SignalSource signals(stage.reactor, {SIGINT});
    stage.pool.run([&]() -> Task<> {
        auto listener = Listener::open(stage.reactor, SocketAddress::loopback(0)).value();
        auto stopper = spawn([&]() -> Task<> {
            CHECK((co_await signals.next()).value_or(0) == SIGINT);
            listener.close();
        });
        const test::RawClient client(listener.address());
        CHECK(co_await listener.accept());
        std::raise(SIGINT);
        const auto after = co_await listener.accept();
        REQUIRE(!after);
        CHECK(after.error().code == ErrorCode::closed);
        co_await stopper;
    });
}
