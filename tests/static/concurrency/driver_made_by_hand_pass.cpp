// SPDX-License-Identifier: MIT
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor.h>

auto take(rondo::concurrency::Executor& executor) { return executor.adopt(); }
