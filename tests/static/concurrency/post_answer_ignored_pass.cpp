// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

bool call(rondo::concurrency::Executor& executor) {
    return executor.post([] {}).has_value();
}
