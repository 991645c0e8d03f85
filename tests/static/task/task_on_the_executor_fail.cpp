// SPDX-License-Identifier: MIT
// expect: never goes on on an executor
#include <rondo/concurrency/executor.h>
#include <rondo/task/task.h>

rondo::task::Task<> hop(rondo::concurrency::Executor& executor) {
    co_await executor.schedule(); // the audio thread would resume a task
}
