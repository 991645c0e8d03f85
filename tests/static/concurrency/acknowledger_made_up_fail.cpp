// SPDX-License-Identifier: MIT
// expect: is private within this context
#include <rondo/concurrency/period_counter.h>

using namespace rondo::concurrency;

std::uint64_t acknowledge(PeriodCounter& periods) { return PeriodCounter::Acknowledger(periods).acknowledge(); }
