// SPDX-License-Identifier: MIT
// expect: ignoring returned value of type .*WaitResult
#include <rondo/concurrency/semaphore.h>

using namespace rondo::concurrency;

void take(Semaphore& permits) { permits.acquire(Deadline::immediately()); }
