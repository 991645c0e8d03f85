// SPDX-License-Identifier: MIT
#include <rondo/concurrency/wait_any.h>

using namespace rondo::concurrency;

bool ready(const WaitSource& source) { return waitAny(Deadline::never(), source).any(); }
