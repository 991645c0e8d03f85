// SPDX-License-Identifier: MIT
#include <rondo/concurrency/tagged.h>

using namespace rondo::concurrency;

int anywhere(Executor& executor, Tagged<int>& value) {
    return executor.submit([&](AudioThread& thread) { return value.open(thread); });
}
