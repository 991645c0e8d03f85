// SPDX-License-Identifier: MIT
// expect: deleted .*AudioThread
#include <rondo/concurrency/executor.h>

using namespace rondo::concurrency;

void keep(Executor& executor) {
    executor.submit([](AudioThread& thread) { AudioThread kept = thread; });
}
