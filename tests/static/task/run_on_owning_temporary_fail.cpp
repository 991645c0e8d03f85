// SPDX-License-Identifier: MIT
// expect: give a closure that owns something a name
#include <memory>
#include <rondo/task/run_on.h>

rondo::task::Task<> give(rondo::concurrency::Executor& executor) {
    co_await rondo::task::runOn(executor, [owned = std::make_unique<int>(1)] { return *owned; });
}
