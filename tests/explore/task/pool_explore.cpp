// SPDX-License-Identifier: MIT
//
// The whole pool with its threads: who sleeps, who is woken, who sits where. With `longestPoll` 0 no worker's
// own look may be what brings a task on.
#include <explore/explorer.h>
#include <rondo/task/pool.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::task;

TEST_CASE("pool: what a thread gives to a pool of one runs, and its result is there") {
    explore::mustHold({}, [] {
        Pool pool({.workers = 1});
        int shared = 0;
        const int result = pool.run([&]() -> Task<int> {
            ++shared;
            co_return 42;
        });
        explore::check(result == 42 && shared == 1, "it ran once");
    });
}

TEST_CASE("pool: what a thread gives to a pool of two runs, and its result is there") {
    explore::mustHold({}, [] {
        Pool pool({.workers = 2});
        int shared = 0;
        const int result = pool.run([&]() -> Task<int> {
            ++shared;
            co_return 42;
        });
        explore::check(result == 42 && shared == 1, "it ran once");
    });
}
