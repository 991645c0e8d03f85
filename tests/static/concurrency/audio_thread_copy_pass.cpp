// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

using namespace rondo::concurrency;

void keep(Executor& executor) {
    executor.submit([](AudioThread& thread) { return thread.tag(); });
}
