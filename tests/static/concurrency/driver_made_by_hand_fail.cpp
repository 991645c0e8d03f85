// SPDX-License-Identifier: MIT
// expect: private
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor.h>

auto take(rondo::concurrency::Executor&) { return rondo::concurrency::Driver(nullptr, {}); }
