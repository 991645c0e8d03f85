// SPDX-License-Identifier: MIT
#include <rondo/task/io/listener.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <netinet/in.h>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/io/detail/make_socket.h>
#include <rondo/task/io/detail/socket_step.h>
#include <rondo/task/io/reactor.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace rondo::task {

using base::ErrorCode;
using base::fail;
using base::Result;
using detail::Descriptor;
using detail::Direction;

namespace detail {

struct ListenerState {
    std::shared_ptr<Descriptor> descriptor;
    SocketAddress address = SocketAddress::loopback(0);
    ::dev_t device = 0; ///< of the path of a Unix socket, with the inode
    ::ino_t inode = 0;
    Atomic<bool> named{false};     ///< whether the path is to be removed
    Atomic<std::int64_t> pause{0}; ///< ms before the next attempt, while descriptors are short
};

} // namespace detail

namespace {

constexpr std::int64_t firstPause = 5;
constexpr std::int64_t longestPause = 100;

const sockaddr* systemAddress(const SocketAddress& address) noexcept {
    return reinterpret_cast<const sockaddr*>(address.bytes().data());
}

socklen_t systemSize(const SocketAddress& address) noexcept {
    return static_cast<socklen_t>(address.bytes().size());
}

// Whether a socket lies at the path and nobody listens at it. A plain call: connecting to a Unix socket does
// not wait.
bool isLeftBehind(const SocketAddress& address) noexcept {
    struct stat found {};
    if (::lstat(address.path().c_str(), &found) != 0 || !S_ISSOCK(found.st_mode))
        return false;
    const int number = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (number < 0)
        return false;
    const bool refused =
        ::connect(number, systemAddress(address), systemSize(address)) != 0 && errno == ECONNREFUSED;
    ::close(number);
    return refused;
}

int bindTo(int number, const SocketAddress& address) noexcept {
    if (!address.isUnix()) {
        const int on = 1;
        ::setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        ::setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on); // in vain for version 4
    }
    if (::bind(number, systemAddress(address), systemSize(address)) == 0)
        return 0;
    if (errno != EADDRINUSE || !address.isUnix())
        return errno;
    if (!isLeftBehind(address) || ::unlink(address.path().c_str()) != 0)
        return EADDRINUSE;
    return ::bind(number, systemAddress(address), systemSize(address)) == 0 ? 0 : errno;
}

void removePath(const detail::ListenerState& state) noexcept {
    struct stat found {};
    const auto path = state.address.path();
    if (!path.empty() && ::lstat(path.c_str(), &found) == 0 && found.st_dev == state.device &&
        found.st_ino == state.inode)
        ::unlink(path.c_str());
}

long acceptOne(int number, void*, std::size_t) noexcept {
    for (;;) {
        const int accepted = ::accept4(number, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0)
            return accepted;
        switch (errno) {
        // What became of a connection before anybody took it; the next one may be well.
        case ECONNABORTED:
        case EPROTO:
        case ENETDOWN:
        case ENOPROTOOPT:
        case EHOSTDOWN:
        case ENONET:
        case EHOSTUNREACH:
        case ENETUNREACH:
            continue;
        default:
            return -errno;
        }
    }
}

bool isShort(int number) noexcept {
    return number == EMFILE || number == ENFILE || number == ENOBUFS || number == ENOMEM;
}

Task<Result<StreamSocket>> acceptFrom(std::shared_ptr<detail::ListenerState> state, TimeLimit limit) {
    constexpr auto attempt = "accept a connection";
    if (state == nullptr)
        co_return tl::unexpected(detail::closedError(attempt));
    const detail::TimeLeft left(limit);
    auto& pause = state->pause;
    if (const auto before = pause.load(std::memory_order_relaxed); before > 0) {
        // Nobody can ever write to a listener, so this ends with the time, or when it is closed.
        detail::DescriptorWait wait(*state->descriptor, Direction::write,
                                    left.limit(std::chrono::milliseconds(before)));
        co_await wait;
    }
    auto accepted = co_await detail::makeStep(
        state->descriptor, {&acceptOne, nullptr, 0, Direction::read, attempt}, left, &isShort);
    if (!accepted)
        co_return tl::unexpected(std::move(accepted).error());
    if (*accepted < 0) {
        const auto before = pause.load(std::memory_order_relaxed);
        pause.store(std::clamp(2 * before, firstPause, longestPause), std::memory_order_relaxed);
        co_return detail::failIo(static_cast<int>(-*accepted), attempt);
    }
    pause.store(0, std::memory_order_relaxed);
    const auto number = static_cast<int>(*accepted);
    if (!state->address.isUnix())
        detail::sendAtOnce(number);
    auto descriptor = Descriptor::adopt(state->descriptor->reactor(), number);
    if (!descriptor)
        co_return tl::unexpected(std::move(descriptor).error());
    co_return StreamSocket(*std::move(descriptor));
}

} // namespace

Result<Listener> Listener::open(Reactor& reactor, const SocketAddress& address, int backlog) {
    const std::string attempt = "listen at " + address.text();
    if (backlog < 1)
        return fail(ErrorCode::invalidArgument, "A backlog is at least 1, and " + std::to_string(backlog) +
                                                    " was given for the listener at " + address.text() + ".");
    auto made = detail::makeSocket(reactor.core(), address);
    if (!made)
        return tl::unexpected(std::move(made).error());
    auto state = std::make_shared<detail::ListenerState>();
    state->descriptor = *std::move(made);
    const Descriptor::Use use(*state->descriptor);
    if (const int error = bindTo(use.number(), address); error != 0)
        return detail::failIo(error, attempt);
    state->address = address;
    if (address.isUnix()) {
        struct stat own {};
        if (::lstat(address.path().c_str(), &own) == 0) {
            state->device = own.st_dev;
            state->inode = own.st_ino;
            state->named.store(true, std::memory_order_relaxed);
        }
    } else if (auto chosen = detail::addressOf(state->descriptor.get(), false)) {
        state->address = *chosen;
    }
    if (::listen(use.number(), backlog) != 0) {
        const int error = errno;
        removePath(*state);
        return detail::failIo(error, attempt);
    }
    return Listener(std::move(state));
}

Task<Result<StreamSocket>> Listener::accept(TimeLimit limit) { return acceptFrom(state_, limit); }

void Listener::close() noexcept {
    if (state_ == nullptr)
        return;
    // The path first: while it is there, who connects is let in.
    if (state_->named.exchange(false, std::memory_order_acq_rel))
        removePath(*state_);
    state_->descriptor->close();
}

const SocketAddress& Listener::address() const noexcept { return state_->address; }

} // namespace rondo::task
