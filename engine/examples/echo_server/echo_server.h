// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <rondo/base/result.h>
#include <rondo/task/io/listener.h>
#include <rondo/task/io/signal_source.h>
#include <rondo/task/io/stream_socket.h>
#include <rondo/task/mutex.h>
#include <rondo/task/scope.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rondo::examples {

/// Sends back what it gets, to any number of clients at any number of addresses, one task each. The first
/// signal ends the listening, and the server ends when those that it serves have gone; the second one sends
/// them away.
class EchoServer {
public:
    struct Counts {
        std::uint64_t clients = 0;
        std::uint64_t bytes = 0;
        std::uint64_t broken = 0;   ///< clients whose connection broke
        std::uint64_t sentAway = 0; ///< clients that a second signal ended
    };
    /// Writes a piece of the log; a line may come in several.
    using Write = std::function<void(const std::string& piece)>;

    EchoServer(std::vector<task::Listener> listeners, Write write)
        : listeners_(std::move(listeners)), write_(std::move(write)) {}

    /// Effects: serves until `signals` says so, and closes `signals`. Returns: what it served.
    task::Task<Counts> run(task::SignalSource& signals) {
        auto serving = task::spawn([&]() -> task::Task<> {
            // Nobody is left then who could be waited for.
            const EndOfSignals end{signals};
            co_await task::withScope([&](task::Scope& scope) -> task::Task<> {
                for (auto& listener : listeners_)
                    scope.spawn([&]() -> task::Task<> { co_await takeClients(listener, scope); });
                co_return;
            });
        });
        const auto first = co_await signals.next();
        for (auto& listener : listeners_)
            listener.close();
        if (first) {
            co_await log("server", "signal " + std::to_string(*first) + ", no more clients are taken");
            const auto second = co_await signals.next();
            if (second) {
                co_await log("server",
                             "signal " + std::to_string(*second) + ", those that are left are sent away");
                serving.cancel();
            }
        }
        try {
            co_await serving;
        } catch (const task::TaskCancelled&) {
            // By the second signal.
        }
        co_return Counts{clients_, bytes_, broken_, clients_ - gone_};
    }

private:
    struct EndOfSignals {
        task::SignalSource& signals;
        ~EndOfSignals() { signals.close(); }
    };

    // [accept]
    task::Task<> takeClients(task::Listener& listener, task::Scope& scope) {
        co_await log("server", "listening at " + listener.address().text());
        for (;;) {
            auto accepted = co_await listener.accept();
            if (accepted) {
                scope.spawn([this, socket = std::move(*accepted)]() mutable -> task::Task<> {
                    co_await serve(socket);
                });
                continue;
            }
            const auto& error = accepted.error();
            if (error.code == base::ErrorCode::closed)
                break;
            co_await log("server", error.text);
            // Short of descriptors, until a client goes; accept waits a little before it tries again.
            if (error.code != base::ErrorCode::full)
                break;
        }
    }
    // [/accept]

    task::Task<> serve(task::StreamSocket& socket) {
        const auto name = "client " + std::to_string(clients_.fetch_add(1) + 1);
        co_await log(name, "is here");
        std::array<std::byte, 4096> buffer;
        std::uint64_t bytes = 0;
        base::Error error;
        for (;;) {
            const auto got = co_await socket.readSome(buffer);
            if (!got) {
                error = got.error();
                break;
            }
            const auto sent = co_await socket.writeAll(std::span(buffer).first(*got));
            if (!sent) {
                error = sent.error();
                break;
            }
            bytes += *got;
            bytes_ += *got;
        }
        socket.close();
        const bool broken = error.code != base::ErrorCode::closed;
        broken_ += broken ? 1 : 0;
        ++gone_;
        auto end = std::to_string(bytes) + " bytes, ";
        end += broken ? "then: " + error.text : "and has gone";
        co_await log(name, std::move(end));
    }

    task::Task<> log(std::string who, std::string what) {
        const auto held = co_await mutex_.lock();
        write_(who);
        write_(": ");
        write_(what);
        write_("\n");
    }

    std::vector<task::Listener> listeners_;
    task::Mutex mutex_;
    Write write_; ///< under the mutex
    std::atomic<std::uint64_t> clients_{0};
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<std::uint64_t> broken_{0};
    std::atomic<std::uint64_t> gone_{0}; ///< by themselves
};

} // namespace rondo::examples
