// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>
#include <thread>

using rondo::concurrency::Executor;

TEST_CASE("a submitted closure runs on another thread and may use the caller's locals") {
    Executor executor;
    int n = 10;
    std::thread::id there;
    executor.submit([&] {
        n += 10;
        there = std::this_thread::get_id();
    });
    CHECK(n == 20);
    CHECK(there != std::this_thread::get_id());
}
