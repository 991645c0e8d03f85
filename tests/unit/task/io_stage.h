// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <rondo/task/child.h>
#include <rondo/task/io/listener.h>
#include <rondo/task/io/reactor.h>
#include <rondo/task/io/stream_socket.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <span>
#include <string_view>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rondo::test {

/// What tests of sockets need. One worker: a child has come to its wait when `yield` returns.
struct IoStage {
    task::Pool pool{{.workers = 1}};
    task::Reactor reactor;
};

inline std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

/// How many descriptors this process has.
inline long openDescriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all)) - 1; // the one of the listing itself
}

/// Returns: whether the child ended because it was cancelled.
template <class T>
task::Task<bool> wasCancelled(task::Child<T>& child) {
    bool cancelled = false;
    try {
        static_cast<void>(co_await child);
    } catch (const task::TaskCancelled&) {
        cancelled = true;
    }
    co_return cancelled;
}

/// Until it goes, this process gets no more descriptors but `spare` ones.
class NoDescriptors {
public:
    explicit NoDescriptors(rlim_t spare = 0) {
        ::getrlimit(RLIMIT_NOFILE, &kept_);
        const int next = ::dup(0);
        ::close(next);
        auto few = kept_;
        few.rlim_cur = static_cast<rlim_t>(next) + spare;
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &kept_); }

private:
    rlimit kept_{};
};

/// A client that does as it likes: a plain descriptor, connected.
class RawClient {
public:
    explicit RawClient(const task::SocketAddress& address)
        : number_(::socket(address.isUnix() ? AF_UNIX : AF_INET, SOCK_STREAM, 0)) {
        const auto bytes = address.bytes();
        connected_ = ::connect(number_, reinterpret_cast<const sockaddr*>(bytes.data()),
                               static_cast<socklen_t>(bytes.size())) == 0;
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { close(); }
    bool connected() const noexcept { return connected_; }
    /// Breaks the connection.
    void reset() noexcept {
        const linger now{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(number_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }
    void close() noexcept {
        if (number_ >= 0)
            ::close(number_);
        number_ = -1;
    }

private:
    int number_;
    bool connected_ = false;
};

} // namespace rondo::test
