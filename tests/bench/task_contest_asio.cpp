// SPDX-License-Identifier: MIT
#include "task_contest.h"

#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/experimental/concurrent_channel.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <thread>

namespace rondo::bench {

namespace {

using asio::use_awaitable;
using Signature = void(std::error_code, int);
using OneThread = asio::experimental::channel<Signature>;
using ManyThreads = asio::experimental::concurrent_channel<Signature>;

void runOn(asio::io_context& context, int threads) {
    std::vector<std::thread> more;
    for (int thread = 1; thread < threads; ++thread)
        more.emplace_back([&] { context.run(); });
    context.run();
    for (auto& thread : more)
        thread.join();
}

template <class Channel>
Figures hop(int threads) {
    asio::io_context context(threads);
    Channel there(context, 0);
    Channel back(context, 0);
    Figures figures;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            for (int time = 0; time < roundTrips; ++time) {
                const int item = co_await there.async_receive(use_awaitable);
                co_await back.async_send(std::error_code(), item, use_awaitable);
            }
        },
        asio::detached);
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            const Stopwatch watch;
            for (int time = 0; time < roundTrips; ++time) {
                co_await there.async_send(std::error_code(), time, use_awaitable);
                co_await back.async_receive(use_awaitable);
            }
            figures["hop"] = watch.each(2 * roundTrips);
        },
        asio::detached);
    runOn(context, threads);
    return figures;
}

template <class Channel>
Figures stream(int threads) {
    asio::io_context context(threads);
    Channel channel(context, streamCapacity);
    Figures figures;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            for (int item = 0; item < streamed; ++item)
                co_await channel.async_send(std::error_code(), item, use_awaitable);
        },
        asio::detached);
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            const Stopwatch watch;
            for (int item = 0; item < streamed; ++item)
                co_await channel.async_receive(use_awaitable);
            figures["item"] = watch.each(streamed);
        },
        asio::detached);
    runOn(context, threads);
    return figures;
}

Figures spawn() {
    asio::io_context context(1);
    Figures figures;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            const Stopwatch watch;
            for (int time = 0; time < spawned; ++time)
                co_await asio::co_spawn(
                    context, []() -> asio::awaitable<void> { co_return; }, use_awaitable);
            figures["each"] = watch.each(spawned);
        },
        asio::detached);
    context.run();
    return figures;
}

asio::awaitable<int> one() { co_return 1; }
asio::awaitable<int> chain(int depth) {
    if (depth == 0)
        co_return 0;
    const int below = co_await chain(depth - 1);
    co_return below + 1;
}

Figures call() {
    asio::io_context context(1);
    Figures figures;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            int sum = 0;
            const Stopwatch watch;
            while (sum < calls)
                sum += co_await one();
            figures["each"] = watch.each(calls);
        },
        asio::detached);
    context.run();
    return figures;
}
Figures chained() {
    asio::io_context context(1);
    Figures figures;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            const Stopwatch watch;
            const int depth = co_await chain(calls);
            figures["each"] = watch.each(depth);
        },
        asio::detached);
    context.run();
    return figures;
}

Figures blockedMillion() {
    asio::io_context context(1);
    OneThread channel(context, 0);
    int ended = 0;
    Figures figures;
    const double before = residentBytes();
    const Stopwatch creating;
    for (int number = 0; number < blocked; ++number)
        asio::co_spawn(
            context,
            [&]() -> asio::awaitable<void> {
                co_await channel.async_receive(use_awaitable);
                ++ended;
            },
            asio::detached);
    context.poll();
    figures["create"] = creating.each(blocked);
    figures["bytes"] = (residentBytes() - before) / blocked;
    context.restart();
    const Stopwatch waking;
    for (int item = 0; item < blocked; ++item)
        channel.try_send(std::error_code(), item);
    context.run();
    figures["wake"] = ended == blocked ? waking.each(blocked) : 0;
    return figures;
}

} // namespace

std::vector<Discipline> asioDisciplines() {
    return {{"asio", "hop-1", [] { return hop<OneThread>(1); }},
            {"asio", "hop-2", [] { return hop<ManyThreads>(2); }},
            {"asio", "stream-1", [] { return stream<OneThread>(1); }},
            {"asio", "stream-2", [] { return stream<ManyThreads>(2); }},
            {"asio", "spawn", spawn},
            {"asio", "call", call},
            {"asio", "chain", chained},
            {"asio", "blocked", blockedMillion}};
}

} // namespace rondo::bench
