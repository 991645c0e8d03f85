// SPDX-License-Identifier: MIT
// expect: no matching function for call to .*waitAny
#include <rondo/concurrency/wait_any.h>

using namespace rondo::concurrency;

struct Queue {};
bool ready(Queue& queue) { return waitAny(Deadline::never(), queue).any(); }
