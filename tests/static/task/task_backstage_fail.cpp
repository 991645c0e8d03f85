// SPDX-License-Identifier: MIT
// expect: never goes on where a reclaimer collects
#include <rondo/concurrency/executor.h>
#include <rondo/task/task.h>

rondo::task::Task<> leave(rondo::concurrency::Executor& executor) {
    co_await executor.scheduleBackstage(); // the executor's background thread would resume a task
}
