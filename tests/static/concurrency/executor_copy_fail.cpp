// SPDX-License-Identifier: MIT
// expect: deleted .*Executor
#include <rondo/concurrency/executor.h>

using namespace rondo::concurrency;

void run(Executor& first) { Executor second(first); }
