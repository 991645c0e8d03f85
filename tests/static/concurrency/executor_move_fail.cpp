// SPDX-License-Identifier: MIT
// expect: deleted .*Executor
#include <memory>
#include <rondo/concurrency/executor.h>
#include <utility>

using namespace rondo::concurrency;

void run(Executor& first) { Executor second(std::move(first)); }
