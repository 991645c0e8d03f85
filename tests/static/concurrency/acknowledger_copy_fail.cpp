// SPDX-License-Identifier: MIT
// expect: deleted .*Acknowledger
#include <rondo/concurrency/period_counter.h>
#include <utility>

using namespace rondo::concurrency;

PeriodCounter::Acknowledger second(PeriodCounter::Acknowledger& first) { return first; }
