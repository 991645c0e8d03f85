// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <rondo/base/result.h>
#include <rondo/task/task.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rondo::task {

/// Where a socket is: a TCP address with its port, or the path of a Unix socket.
///
/// Example:
///     expect(SocketAddress::loopback(7000).text() == "127.0.0.1:7000");
///     expect(SocketAddress::tcp("::1", 80).value().text() == "[::1]:80");
///     expect(!SocketAddress::tcp("somewhere", 80).has_value()); // a name, for `resolve`
class SocketAddress {
public:
    /// Returns: the address `numbers`, of IP version 4 or 6. Errors: invalidArgument for anything else.
    /// Progress: wait-free. [any but audio]
    static base::Result<SocketAddress> tcp(const std::string& numbers, std::uint16_t port);
    /// Returns: a port of this machine that other machines do not reach; 0: any free one. Progress: wait-free.
    /// [any but audio]
    static SocketAddress loopback(std::uint16_t port);
    /// Returns: the Unix socket at `path`. Errors: invalidArgument for one that is empty, too long (more than
    /// 107 bytes on Linux) or has a zero in it. Progress: wait-free. [any but audio]
    static base::Result<SocketAddress> unixPath(const std::string& path);
    /// Effects: `co_await` it: asks the system for the addresses of `host`, a name or an address, while another
    /// thread takes over the worker. Can't be cancelled meanwhile. Returns: at least one. Errors: notFound when
    /// there is none; lost when nobody answers who could know. [a task]
    static Task<base::Result<std::vector<SocketAddress>>> resolve(std::string host, std::uint16_t port);
    /// Returns: what the system writes as `bytes`; nothing but an empty address when it does not fit. [any]
    static SocketAddress fromSystem(std::span<const std::byte> bytes) noexcept;

    /// Returns: whether it is a Unix socket. Progress: wait-free. [any]
    bool isUnix() const noexcept;
    /// Returns: the port, 0 for a Unix socket. Progress: wait-free. [any]
    std::uint16_t port() const noexcept;
    /// Returns: the path, empty for TCP and for a Unix socket without a name. Progress: wait-free. [any but
    /// audio]
    std::string path() const;
    /// Returns: the address for people. Progress: wait-free. [any but audio]
    std::string text() const;
    /// Returns: what the system reads, a `sockaddr`. Progress: wait-free. [any]
    std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }

private:
    SocketAddress() noexcept = default;
    alignas(8) std::array<std::byte, 128> bytes_{};
    std::size_t size_ = 0;
};

} // namespace rondo::task
