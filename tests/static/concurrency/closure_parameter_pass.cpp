// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

void call(rondo::concurrency::Executor& executor) {
    executor.submit([value = 1] { return value; });
}
