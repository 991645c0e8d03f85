// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/concurrency/executor.h>

using namespace rondo;
using concurrency::Executor;

TEST_CASE("001.1 ten plus ten: a borrowed local is twenty before submit returns") {
    Executor executor;
    int n = 10;
    executor.submit([&] { n += 10; });
    CHECK(n == 20);
}
