// SPDX-License-Identifier: MIT
#include <rondo/task/io/detail/make_socket.h>

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/io/detail/socket_step.h>
#include <sys/socket.h>

namespace rondo::task::detail {

using base::Result;

void sendAtOnce(int number) noexcept {
    const int on = 1;
    ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Result<std::shared_ptr<Descriptor>> makeSocket(const std::shared_ptr<ReactorCore>& reactor,
                                               const SocketAddress& address) {
    sockaddr_storage storage{};
    std::ranges::copy(address.bytes(), std::as_writable_bytes(std::span(&storage, 1)).begin());
    const int number = ::socket(storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (number < 0)
        return failIo(errno, "make a socket for " + address.text());
    if (!address.isUnix())
        sendAtOnce(number);
    return Descriptor::adopt(reactor, number);
}

Result<SocketAddress> addressOf(Descriptor* descriptor, bool peer) {
    constexpr auto attempt = "ask for the address of a socket";
    if (descriptor == nullptr)
        return tl::unexpected(closedError(attempt));
    const Descriptor::Use use(*descriptor);
    if (!use)
        return tl::unexpected(closedError(attempt));
    alignas(sockaddr) std::array<std::byte, 128> bytes{};
    socklen_t size = bytes.size();
    auto* const place = reinterpret_cast<sockaddr*>(bytes.data());
    if ((peer ? ::getpeername(use.number(), place, &size) : ::getsockname(use.number(), place, &size)) != 0)
        return failIo(errno, attempt);
    return SocketAddress::fromSystem(std::span(bytes).first(size));
}

} // namespace rondo::task::detail
