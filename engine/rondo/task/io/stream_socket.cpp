// SPDX-License-Identifier: MIT
#include <rondo/task/io/stream_socket.h>

#include <cerrno>
#include <chrono>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/io/detail/make_socket.h>
#include <rondo/task/io/detail/socket_step.h>
#include <rondo/task/io/reactor.h>
#include <rondo/task/sleep.h>
#include <string>
#include <sys/socket.h>

namespace rondo::task {

using base::ErrorCode;
using base::fail;
using base::Result;
using detail::Descriptor;
using detail::Direction;
using detail::SocketStep;
using detail::TimeLeft;
using DescriptorPointer = std::shared_ptr<Descriptor>;

namespace {

long receive(int number, void* where, std::size_t size) noexcept {
    const auto got = ::recv(number, where, size, 0);
    return got < 0 ? -errno : got;
}

long send(int number, void* where, std::size_t size) noexcept {
    const auto sent = ::send(number, where, size, MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

long beginConnect(int number, void* where, std::size_t size) noexcept {
    if (::connect(number, static_cast<const sockaddr*>(where), static_cast<socklen_t>(size)) == 0)
        return 0;
    // Unix sockets say EAGAIN while the queue of the listener is full, which nobody can wait for.
    return errno == EAGAIN ? -EBUSY : -errno;
}

long finishConnect(int number, void*, std::size_t) noexcept {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        return -errno;
    if (error != 0)
        return -error;
    sockaddr_storage peer{};
    socklen_t peerSize = sizeof peer;
    if (::getpeername(number, reinterpret_cast<sockaddr*>(&peer), &peerSize) == 0)
        return 0;
    return errno == ENOTCONN ? -EAGAIN : -errno;
}

bool goesOn(int number) noexcept { return number == EINPROGRESS || number == EALREADY || number == EBUSY; }

Task<Result<std::size_t>> read(DescriptorPointer descriptor, std::span<std::byte> buffer, TimeLimit limit) {
    if (buffer.empty())
        co_return std::size_t{0};
    auto got = co_await detail::makeStep(
        std::move(descriptor), {&receive, buffer.data(), buffer.size(), Direction::read, "read from a socket"},
        TimeLeft(limit));
    if (!got)
        co_return tl::unexpected(std::move(got).error());
    if (*got == 0)
        co_return fail(ErrorCode::closed,
                       "The peer has sent all and closed its end; nothing more can be read.");
    co_return static_cast<std::size_t>(*got);
}

Task<Result<void>> readWhole(DescriptorPointer descriptor, std::span<std::byte> buffer, TimeLimit limit) {
    const TimeLeft left(limit);
    std::size_t have = 0;
    while (have < buffer.size()) {
        auto got = co_await read(descriptor, buffer.subspan(have), left.limit());
        if (!got) {
            auto error = std::move(got).error();
            error.text = "Of " + std::to_string(buffer.size()) + " bytes to be read " + std::to_string(have) +
                         " had come: " + error.text;
            co_return tl::unexpected(std::move(error));
        }
        have += *got;
    }
    co_return Result<void>();
}

Task<Result<void>> writeWhole(DescriptorPointer descriptor, std::span<const std::byte> bytes, TimeLimit limit) {
    const TimeLeft left(limit);
    while (!bytes.empty()) {
        // The system only reads it.
        auto* const from = const_cast<std::byte*>(bytes.data());
        auto sent = co_await detail::makeStep(
            descriptor, {&send, from, bytes.size(), Direction::write, "write to a socket"}, left);
        if (!sent)
            co_return tl::unexpected(std::move(sent).error());
        bytes = bytes.subspan(static_cast<std::size_t>(*sent));
    }
    co_return Result<void>();
}

Task<Result<StreamSocket>> connectTo(std::shared_ptr<detail::ReactorCore> reactor, SocketAddress address,
                                     TimeLimit limit) {
    using namespace std::chrono_literals;
    const TimeLeft left(limit);
    const std::string attempt = "connect to " + address.text();
    auto made = detail::makeSocket(reactor, address);
    if (!made)
        co_return tl::unexpected(std::move(made).error());
    StreamSocket socket(*made);
    auto bytes = address.bytes();
    for (auto pause = 1ms;; pause = std::min(2 * pause, 100ms)) {
        const SocketStep step{&beginConnect, const_cast<std::byte*>(bytes.data()), bytes.size(),
                              Direction::write, attempt.c_str()};
        auto begun = co_await detail::makeStep(*made, step, left, &goesOn);
        if (!begun)
            co_return tl::unexpected(std::move(begun).error());
        if (*begun != -EBUSY)
            break;
        if (left.over())
            co_return tl::unexpected(detail::waitError(detail::WaitEnd::timeout, attempt));
        co_await sleepFor(left.limit(pause));
    }
    const SocketStep step{&finishConnect, nullptr, 0, Direction::write, attempt.c_str()};
    auto finished = co_await detail::makeStep(*made, step, left);
    if (!finished)
        co_return tl::unexpected(std::move(finished).error());
    co_return std::move(socket);
}

} // namespace

Task<Result<StreamSocket>> StreamSocket::connect(Reactor& reactor, SocketAddress address, TimeLimit limit) {
    return connectTo(reactor.core(), address, limit);
}

Result<std::pair<StreamSocket, StreamSocket>> StreamSocket::pair(Reactor& reactor) {
    int numbers[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, numbers) != 0)
        return detail::failIo(errno, "make a pair of sockets");
    auto left = Descriptor::adopt(reactor.core(), numbers[0]);
    auto right = Descriptor::adopt(reactor.core(), numbers[1]);
    if (!left || !right)
        return tl::unexpected(left ? std::move(right).error() : std::move(left).error());
    return std::pair(StreamSocket(*std::move(left)), StreamSocket(*std::move(right)));
}

Task<Result<std::size_t>> StreamSocket::readSome(std::span<std::byte> buffer, TimeLimit limit) {
    return read(descriptor_, buffer, limit);
}

Task<Result<void>> StreamSocket::readExactly(std::span<std::byte> buffer, TimeLimit limit) {
    return readWhole(descriptor_, buffer, limit);
}

Task<Result<void>> StreamSocket::writeAll(std::span<const std::byte> bytes, TimeLimit limit) {
    return writeWhole(descriptor_, bytes, limit);
}

Result<void> StreamSocket::endWriting() {
    constexpr auto attempt = "end the writing to a socket";
    if (descriptor_ == nullptr)
        return tl::unexpected(detail::closedError(attempt));
    const Descriptor::Use use(*descriptor_);
    if (!use)
        return tl::unexpected(detail::closedError(attempt));
    if (::shutdown(use.number(), SHUT_WR) != 0)
        return detail::failIo(errno, attempt);
    return {};
}

void StreamSocket::close() noexcept {
    if (descriptor_ != nullptr)
        descriptor_->close();
}

Result<SocketAddress> StreamSocket::localAddress() const { return detail::addressOf(descriptor_.get(), false); }
Result<SocketAddress> StreamSocket::peerAddress() const { return detail::addressOf(descriptor_.get(), true); }

} // namespace rondo::task
