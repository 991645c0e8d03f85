// SPDX-License-Identifier: MIT
// expect: nodiscard|unused-result
#include <rondo/concurrency/executor.h>

void call(rondo::concurrency::Executor& executor) {
    executor.submitFor(std::chrono::seconds(1), [] {});
}
