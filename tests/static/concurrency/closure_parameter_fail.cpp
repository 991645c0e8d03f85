// SPDX-License-Identifier: MIT
// expect: a closure takes nothing or an AudioThread&
#include <rondo/concurrency/executor.h>

void call(rondo::concurrency::Executor& executor) {
    executor.submit([](int value) { return value; });
}
