// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/task/io/socket_address.h>
#include <rondo/task/io/stream_socket.h>
#include <rondo/task/task.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

class Reactor;

namespace detail {
struct ListenerState;
}

/// Where a server waits for connections, at a TCP port or a Unix path. Any number of tasks may accept.
///
/// Example:
///     #include <rondo/task/io/reactor.h>
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     Reactor reactor;
///     pool.run([&]() -> Task<> {
///         auto listener = Listener::open(reactor, SocketAddress::loopback(0)).value();
///         auto client = spawn([&]() -> Task<> {
///             expect((co_await StreamSocket::connect(reactor, listener.address())).has_value());
///         });
///         expect((co_await listener.accept()).has_value());
///         co_await client;
///     });
class Listener {
public:
    /// Effects: listens at `address`; `backlog` connections wait for accept. A Unix path that a program left
    /// behind when it ended is taken over; two programs that do so in the same instant may both succeed, and
    /// one of them then has no path. Errors: refused when somebody listens there, when something else than a
    /// socket lies there, and for want of rights; notFound for an address that this machine does not have, and
    /// a folder that is not there; full. Progress: blocking, briefly. [any but audio]
    static base::Result<Listener> open(Reactor& reactor, const SocketAddress& address, int backlog = 128);

    explicit Listener(std::shared_ptr<detail::ListenerState> state) noexcept : state_(std::move(state)) {}
    Listener(Listener&& other) noexcept = default;
    Listener& operator=(Listener&& other) noexcept {
        std::swap(state_, other.state_);
        return *this;
    }
    ~Listener() { close(); }

    /// Effects: `co_await` it: waits for a connection. Returns: it. Errors: full when the process or the system
    /// has no descriptors left: then the connection still waits, and each further call waits a little longer
    /// before it tries, 5 to 100 ms, so that a loop does not spin; closed; timeout; TaskCancelled, and then no
    /// connection was taken. [a task]
    Task<base::Result<StreamSocket>> accept(TimeLimit limit = TimeLimit::never());
    /// Effects: ends the listening; who accepts hears `closed`; the path of a Unix socket is removed if it is
    /// still this one's. Further calls do nothing. Progress: blocking, briefly. [any but audio]
    void close() noexcept;
    /// Returns: where it listens, with the port that the system has chosen. Requires: it is not moved from.
    /// Progress: wait-free. [any but audio]
    const SocketAddress& address() const noexcept;

private:
    std::shared_ptr<detail::ListenerState> state_; ///< null after a move
};

} // namespace rondo::task
