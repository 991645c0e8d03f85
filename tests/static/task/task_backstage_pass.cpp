// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>
#include <rondo/task/task.h>

rondo::task::Task<> leave(rondo::concurrency::Executor&) {
    co_return; // it was never on the executor
}
