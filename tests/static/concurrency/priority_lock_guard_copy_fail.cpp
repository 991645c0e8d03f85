// SPDX-License-Identifier: MIT
// expect: deleted .*Guard
#include <rondo/concurrency/priority_lock.h>

using namespace rondo::concurrency;

void twice(const PriorityLock::Guard& first) { const PriorityLock::Guard second(first); }
