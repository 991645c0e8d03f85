// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

using namespace rondo::concurrency;

void run(Executor& first) {
    Executor& same = first;
    same.submit([] {});
}
