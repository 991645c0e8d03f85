// SPDX-License-Identifier: MIT
// expect: no matching function for call to .*waitAny
#include <rondo/concurrency/wait_any.h>

using namespace rondo::concurrency;

bool ready(const WaitSource& source) { return waitAny(source).any(); }
