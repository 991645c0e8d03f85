// SPDX-License-Identifier: MIT
#include <rondo/task/io/socket_address.h>

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <rondo/task/detail/outside.h>
#include <rondo/task/io/detail/io_error.h>
#include <rondo/task/yield.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace rondo::task {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

template <class Address>
Address read(std::span<const std::byte> bytes) noexcept {
    Address address{};
    std::memcpy(&address, bytes.data(), std::min(sizeof address, bytes.size()));
    return address;
}

template <class Address>
SocketAddress made(const Address& address, std::size_t size = sizeof(Address)) noexcept {
    return SocketAddress::fromSystem(std::as_bytes(std::span(&address, 1)).first(size));
}

int familyOf(std::span<const std::byte> bytes) noexcept {
    return bytes.size() < sizeof(sa_family_t) ? AF_UNSPEC : read<sockaddr_storage>(bytes).ss_family;
}

// A plain function: the worker's seat is another thread's while the system asks around.
Result<std::vector<SocketAddress>> ask(const std::string& host, std::uint16_t port) {
    const detail::Outside outside;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const auto code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
    if (code == EAI_SYSTEM)
        return detail::failIo(errno, "look for the address of '" + host + "'");
    if (code != 0)
        return fail(code == EAI_AGAIN ? ErrorCode::lost : ErrorCode::notFound,
                    "No address was found for '" + host + "': " + ::gai_strerror(code) +
                        "; check how the name is spelled, or give the address in numbers.");
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    std::vector<SocketAddress> addresses;
    for (const auto* one = found; one != nullptr; one = one->ai_next)
        addresses.push_back(SocketAddress::fromSystem(
            std::as_bytes(std::span(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen))));
    return addresses;
}

} // namespace

SocketAddress SocketAddress::fromSystem(std::span<const std::byte> bytes) noexcept {
    SocketAddress address;
    if (bytes.size() <= address.bytes_.size()) {
        std::ranges::copy(bytes, address.bytes_.begin());
        address.size_ = bytes.size();
    }
    return address;
}

Result<SocketAddress> SocketAddress::tcp(const std::string& numbers, std::uint16_t port) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    if (::inet_pton(AF_INET, numbers.c_str(), &four.sin_addr) == 1)
        return made(four);
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, numbers.c_str(), &six.sin6_addr) == 1)
        return made(six);
    return fail(ErrorCode::invalidArgument, "'" + numbers +
                                                "' is no address in numbers such as 127.0.0.1 or ::1; use "
                                                "SocketAddress::resolve for names.");
}

SocketAddress SocketAddress::loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return made(address);
}

Result<SocketAddress> SocketAddress::unixPath(const std::string& path) {
    sockaddr_un address{};
    constexpr auto most = sizeof address.sun_path - 1;
    if (path.empty() || path.size() > most || path.find('\0') != std::string::npos)
        return fail(ErrorCode::invalidArgument, "The path of a Unix socket has 1 to " + std::to_string(most) +
                                                    " bytes and no zero, and '" + path + "' has " +
                                                    std::to_string(path.size()) + "; choose another one.");
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    return made(address, offsetof(sockaddr_un, sun_path) + path.size() + 1);
}

Task<Result<std::vector<SocketAddress>>> SocketAddress::resolve(std::string host, std::uint16_t port) {
    if (auto numbers = tcp(host, port))
        co_return std::vector<SocketAddress>{*numbers};
    co_await yield();
    auto addresses = ask(host, port);
    co_return addresses;
}

bool SocketAddress::isUnix() const noexcept { return familyOf(bytes()) == AF_UNIX; }

std::uint16_t SocketAddress::port() const noexcept {
    switch (familyOf(bytes())) {
    case AF_INET:
        return ntohs(read<sockaddr_in>(bytes()).sin_port);
    case AF_INET6:
        return ntohs(read<sockaddr_in6>(bytes()).sin6_port);
    default:
        return 0;
    }
}

std::string SocketAddress::path() const {
    if (!isUnix())
        return {};
    const auto address = read<sockaddr_un>(bytes());
    return {address.sun_path, ::strnlen(address.sun_path, sizeof address.sun_path)};
}

std::string SocketAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> numbers{};
    switch (familyOf(bytes())) {
    case AF_INET: {
        const auto four = read<sockaddr_in>(bytes());
        ::inet_ntop(AF_INET, &four.sin_addr, numbers.data(), numbers.size());
        return std::string(numbers.data()) + ":" + std::to_string(port());
    }
    case AF_INET6: {
        const auto six = read<sockaddr_in6>(bytes());
        ::inet_ntop(AF_INET6, &six.sin6_addr, numbers.data(), numbers.size());
        return "[" + std::string(numbers.data()) + "]:" + std::to_string(port());
    }
    case AF_UNIX:
        return path().empty() ? "a Unix socket without a name" : path();
    default:
        return "no address";
    }
}

} // namespace rondo::task
