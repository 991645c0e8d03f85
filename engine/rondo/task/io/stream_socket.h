// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/task/io/socket_address.h>
#include <rondo/task/task.h>
#include <rondo/task/time_limit.h>
#include <span>
#include <utility>

namespace rondo::task {

class Reactor;

namespace detail {
class Descriptor;
}

/// One end of a TCP or Unix connection. One task may read while another one writes; a third may close it, and
/// both hear `closed`. The codes of its errors: `closed` when the peer has sent all, or this end is closed;
/// `lost` when the connection broke; `refused` and `notFound` when there was none; `timeout`; `full` when the
/// system has no room. A broken connection never raises SIGPIPE.
///
/// Example:
///     #include <rondo/task/io/reactor.h>
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     Reactor reactor;
///     pool.run([&]() -> Task<> {
///         auto [left, right] = StreamSocket::pair(reactor).value();
///         const std::array sent{std::byte{1}, std::byte{2}};
///         expect((co_await left.writeAll(sent)).has_value());
///         std::array<std::byte, 2> got;
///         expect((co_await right.readExactly(got)).has_value());
///         expect(got == sent);
///     });
class StreamSocket {
public:
    /// Effects: `co_await` it: connects to `address`. Returns: the socket. Errors: refused, notFound, lost,
    /// timeout, full; TaskCancelled. [a task]
    static Task<base::Result<StreamSocket>> connect(Reactor& reactor, SocketAddress address,
                                                    TimeLimit limit = TimeLimit::never());
    /// Returns: both ends of a connection within this process. Errors: full. Progress: blocking, briefly.
    /// [any but audio]
    static base::Result<std::pair<StreamSocket, StreamSocket>> pair(Reactor& reactor);

    explicit StreamSocket(std::shared_ptr<detail::Descriptor> descriptor) noexcept
        : descriptor_(std::move(descriptor)) {}
    StreamSocket(StreamSocket&& other) noexcept = default;
    StreamSocket& operator=(StreamSocket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~StreamSocket() { close(); }

    /// Effects: `co_await` it: waits until something has come, and moves it into `buffer`. Returns: how many
    /// bytes; 0 only for an empty buffer. Errors: closed, lost, timeout, full; TaskCancelled, and then nothing
    /// was taken. [a task]
    Task<base::Result<std::size_t>> readSome(std::span<std::byte> buffer, TimeLimit limit = TimeLimit::never());
    /// Effects: `co_await` it: the same until `buffer` is full. Errors: as above; closed also when the peer has
    /// sent less. Then, and when it was cancelled, what has come is lost. [a task]
    Task<base::Result<void>> readExactly(std::span<std::byte> buffer, TimeLimit limit = TimeLimit::never());
    /// Effects: `co_await` it: sends all of `bytes`. Errors: lost, closed, timeout, full; TaskCancelled. Then
    /// nobody knows how much the peer has got: close the connection. [a task]
    Task<base::Result<void>> writeAll(std::span<const std::byte> bytes, TimeLimit limit = TimeLimit::never());

    /// Effects: tells the peer that nothing more comes; reading goes on. Errors: closed, lost. Progress:
    /// lock-free. [any but audio]
    base::Result<void> endWriting();
    /// Effects: closes this end; whoever waits in it hears `closed`. Further calls do nothing. Progress:
    /// blocking, briefly. [any but audio]
    void close() noexcept;
    /// Returns: this end's address. Errors: closed. Progress: blocking, briefly. [any but audio]
    base::Result<SocketAddress> localAddress() const;
    /// Returns: the peer's address. Errors: closed, lost. Progress: blocking, briefly. [any but audio]
    base::Result<SocketAddress> peerAddress() const;

private:
    std::shared_ptr<detail::Descriptor> descriptor_; ///< null after a move
};

} // namespace rondo::task
