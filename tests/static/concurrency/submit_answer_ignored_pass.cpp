// SPDX-License-Identifier: MIT
#include <rondo/concurrency/executor.h>

bool call(rondo::concurrency::Executor& executor) {
    return executor.submitFor(std::chrono::seconds(1), [] {}).has_value();
}
