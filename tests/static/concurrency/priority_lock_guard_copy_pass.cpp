// SPDX-License-Identifier: MIT
#include <rondo/concurrency/priority_lock.h>

using namespace rondo::concurrency;

void once(PriorityLock& lock) { const PriorityLock::Guard guard(lock); }
