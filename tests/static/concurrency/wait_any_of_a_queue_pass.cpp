// SPDX-License-Identifier: MIT
#include <rondo/concurrency/wait_any.h>

using namespace rondo::concurrency;

struct Queue {
    WaitSource readable() const;
};
bool ready(Queue& queue) { return waitAny(Deadline::never(), queue.readable()).any(); }
