// SPDX-License-Identifier: MIT
#include <memory>
#include <rondo/task/run_on.h>

rondo::task::Task<> give(rondo::concurrency::Executor& executor) {
    const auto closure = [owned = std::make_unique<int>(1)] { return *owned; };
    co_await rondo::task::runOn(executor, closure);
}
