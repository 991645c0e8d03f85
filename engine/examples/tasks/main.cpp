// SPDX-License-Identifier: MIT
//
// What the task pool does, in the pieces that engine/docs/task.md quotes. Exit code 0 when each did what the
// page says.
#include <chrono>
#include <cstdio>
#include <optional>
#include <rondo/concurrency/executor.h>
#include <rondo/task/channel.h>
#include <rondo/task/deadlock_found.h>
#include <rondo/task/mutex.h>
#include <rondo/task/pool.h>
#include <rondo/task/run_on.h>
#include <rondo/task/scope.h>
#include <rondo/task/select.h>
#include <rondo/task/spawn.h>
#include <rondo/task/with_timeout.h>
#include <rondo/task/yield.h>
#include <string>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;

namespace {

int failures = 0;
void expect(bool kept, const char* promise) {
    if (!kept)
        ++failures;
    std::printf("%s: %s\n", kept ? "kept" : "BROKEN", promise);
}

// The picture that the whole pool began with: one function pushes two numbers through a channel that holds
// none, the other one takes them.
void channels() {
    // [channel]
    task::Pool pool({.workers = 1});
    std::vector<int> printed;
    pool.run([&]() -> task::Task<> {
        auto [sender, receiver] = task::makeChannel<int>(0);
        auto pushes = task::spawn([&]() -> task::Task<> {
            co_await sender.send(123); // waits, and the worker does something else meanwhile
            co_await sender.send(456);
        });
        for (int turn = 0; turn < 2; ++turn)
            printed.push_back(*co_await receiver.receive());
        co_await pushes;
    });
    // [/channel]
    expect(printed == std::vector{123, 456}, "two numbers through a channel, on one worker");
}

void structure() {
    task::Pool pool({.workers = 2});
    // [scope]
    int sum = 0;
    pool.run([&]() -> task::Task<> {
        auto [numbers, results] = task::makeChannel<int>(8);
        co_await task::withScope([&](task::Scope& scope) -> task::Task<> {
            for (int number = 1; number <= 4; ++number)
                scope.spawn([&, number]() -> task::Task<> { co_await numbers.send(number * number); });
            co_return;
        }); // all four have ended; had one failed, the others would have been cancelled
        numbers.close();
        while (const auto number = co_await results.receive())
            sum += *number;
    });
    // [/scope]
    expect(sum == 30, "a scope that ends when all its tasks have");

    // [timeout]
    const bool inTime = pool.run([]() -> task::Task<bool> {
        auto [sender, receiver] = task::makeChannel<int>(0);
        co_return co_await task::withTimeout(5ms, [&]() -> task::Task<> {
            static_cast<void>(co_await receiver.receive()); // nobody sends
        });
    });
    // [/timeout]
    expect(!inTime, "work that is late is cancelled, and has ended when that is told");
}

void audioThread() {
    task::Pool pool({.workers = 1});
    // [executor]
    concurrency::Executor audio;
    const int doubled = pool.run([&]() -> task::Task<int> {
        // The closure runs on the executor's thread; the task waits without its worker and goes on in its pool.
        co_return co_await task::runOn(audio, [] { return 2 * 21; });
    });
    // [/executor]
    expect(doubled == 42, "a closure on the audio thread, its result in the pool");
}

void simulation() {
    // [simulation]
    std::string told;
    for (std::uint64_t seed = 0; seed < 100 && told.empty(); ++seed) {
        task::Pool pool({.workers = 2, .simulation = seed});
        try {
            pool.run([]() -> task::Task<> {
                task::Mutex left, right;
                auto other = task::spawn([&]() -> task::Task<> {
                    const auto second = co_await right.lock();
                    co_await task::yield();
                    const auto first = co_await left.lock();
                });
                {
                    const auto first = co_await left.lock();
                    co_await task::yield();
                    const auto second = co_await right.lock();
                }
                co_await other;
            });
        } catch (const task::DeadlockFound& found) {
            told = "seed " + std::to_string(seed) + ": " + found.what();
        }
    }
    // [/simulation]
    std::printf("%s\n", told.c_str());
    expect(!told.empty(), "some order of two tasks and two mutexes is a deadlock, and its seed shows it again");
}

} // namespace

int main() {
    channels();
    structure();
    audioThread();
    simulation();
    return failures == 0 ? 0 : 1;
}
