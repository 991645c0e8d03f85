// SPDX-License-Identifier: MIT
#include <rondo/concurrency/semaphore.h>

using namespace rondo::concurrency;

bool take(Semaphore& permits) { return permits.acquire(Deadline::immediately()) == WaitResult::done; }
