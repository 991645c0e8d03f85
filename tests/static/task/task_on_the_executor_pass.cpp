// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>
#include <rondo/task/run_on.h>
#include <rondo/task/task.h>

rondo::task::Task<> hop(rondo::concurrency::Executor& executor) {
    co_await rondo::task::runOn(executor, [] {}); // the closure alone runs there
}
