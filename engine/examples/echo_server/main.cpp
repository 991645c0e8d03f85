// SPDX-License-Identifier: MIT
//
// A server that sends back what it gets, at a TCP port of this machine, a Unix socket, or both. Try it by hand:
//
//     example_echo_server --port 7000
//     nc 127.0.0.1 7000                    # in other terminals, as many as you like
//     for n in $(seq 100); do seq 10000 | nc -N 127.0.0.1 7000 | tail -n 1 & done; wait
//
// Each client is a task, all on the threads of --workers. Ctrl-C ends the listening, and the server ends when
// the clients that it serves have gone; a second Ctrl-C sends them away. Then it prints what it has served.
// Exit code 0; 2 when it could not begin.
#include "echo_server.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <initializer_list>
#include <optional>
#include <pthread.h>
#include <rondo/task/io/reactor.h>
#include <rondo/task/pool.h>
#include <string_view>

using namespace rondo;

namespace {

constexpr auto usage =
    "usage: example_echo_server [--port NUMBER] [--unix PATH] [--workers NUMBER]\n"
    "\n"
    "  --port NUMBER     a TCP port of this machine, 0 for any free one (7000 when no address "
    "is given)\n"
    "  --unix PATH       a Unix socket\n"
    "  --workers NUMBER  threads that serve (one for each processor)\n"
    "\n"
    "Ctrl-C stops it when the clients have gone, a second one at once.\n";

struct Options {
    std::optional<std::uint16_t> port;
    std::optional<std::string> path;
    std::uint32_t workers = 0;
};

[[noreturn]] void refuse(const std::string& why) {
    std::fprintf(stderr, "%s\n%s", why.c_str(), usage);
    std::exit(2);
}

template <class Number>
Number numberOf(std::string_view option, std::string_view text, Number most) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > most)
        refuse(std::string(option) + " takes a number from 0 to " + std::to_string(most) + ", and '" +
               std::string(text) + "' was given.");
    return number;
}

Options read(int count, char** arguments) {
    Options options;
    for (int index = 1; index < count; ++index) {
        const std::string_view option = arguments[index];
        if (option == "--help") {
            std::fputs(usage, stdout);
            std::exit(0);
        }
        if (option != "--port" && option != "--unix" && option != "--workers")
            refuse("There is no option '" + std::string(option) + "'.");
        if (++index == count)
            refuse(std::string(option) + " takes a value, and none was given.");
        if (option == "--port")
            options.port = numberOf<std::uint16_t>(option, arguments[index], 65535);
        else if (option == "--unix")
            options.path = arguments[index];
        else
            options.workers = numberOf<std::uint32_t>(option, arguments[index], 256);
    }
    if (!options.port && !options.path)
        options.port = 7000;
    return options;
}

task::Listener listen(task::Reactor& reactor, const base::Result<task::SocketAddress>& address) {
    if (!address)
        refuse(address.error().text);
    auto listener = task::Listener::open(reactor, *address);
    if (!listener)
        refuse(listener.error().text);
    return *std::move(listener);
}

/// For this thread and those that it starts: the reactor's alone gets the signals then, and no other is
/// interrupted.
void leaveToReactor(std::initializer_list<int> signals) {
    sigset_t all;
    ::sigemptyset(&all);
    for (const int signal : signals)
        ::sigaddset(&all, signal);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

} // namespace

int main(int count, char** arguments) {
    const auto options = read(count, arguments);
    try {
        leaveToReactor({SIGINT, SIGTERM});
        task::Pool pool({.workers = options.workers});
        task::Reactor reactor;
        // Before anybody can connect: from here on no Ctrl-C is lost.
        task::SignalSource signals(reactor, {SIGINT, SIGTERM});
        std::vector<task::Listener> listeners;
        if (options.port)
            listeners.push_back(listen(reactor, task::SocketAddress::loopback(*options.port)));
        if (options.path)
            listeners.push_back(listen(reactor, task::SocketAddress::unixPath(*options.path)));
        examples::EchoServer server(std::move(listeners), [](const std::string& piece) {
            std::fputs(piece.c_str(), stdout);
            std::fflush(stdout);
        });
        const auto served = pool.run([&]() -> task::Task<examples::EchoServer::Counts> {
            const auto counts = co_await server.run(signals);
            co_return counts;
        });
        std::printf(
            "served %llu clients and %llu bytes; %llu connections broke, %llu clients were sent away\n",
            static_cast<unsigned long long>(served.clients), static_cast<unsigned long long>(served.bytes),
            static_cast<unsigned long long>(served.broken), static_cast<unsigned long long>(served.sentAway));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
