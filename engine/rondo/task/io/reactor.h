// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

namespace rondo::task {

namespace detail {
class ReactorCore;
}

/// One thread that waits for the sockets and signals of any number of pools, and wakes their tasks. It never
/// reads or writes itself. Files need none: see `File`.
///
/// Example:
///     #include <rondo/task/io/stream_socket.h>
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     Reactor reactor;
///     pool.run([&]() -> Task<> {
///         auto [left, right] = StreamSocket::pair(reactor).value();
///         left.close();
///         std::array<std::byte, 16> buffer;
///         const auto got = co_await right.readSome(buffer);
///         expect(!got && got.error().code == base::ErrorCode::closed);
///     });
class Reactor {
public:
    /// Effects: starts the thread. Errors: Failure(full) when the system has no descriptors or threads left.
    /// Progress: blocking. [control]
    Reactor();
    /// Effects: ends the waits that go on in its sockets, listeners and signal sources, with `closed`, and the
    /// thread. Sockets may live longer. Progress: blocking. [control]
    ~Reactor();
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    /// Returns: what sockets share; for this module. Progress: wait-free. [any]
    const std::shared_ptr<detail::ReactorCore>& core() const noexcept { return core_; }

private:
    std::shared_ptr<detail::ReactorCore> core_;
};

} // namespace rondo::task
