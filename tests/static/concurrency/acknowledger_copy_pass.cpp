// SPDX-License-Identifier: MIT
#include <rondo/concurrency/period_counter.h>
#include <utility>

using namespace rondo::concurrency;

PeriodCounter::Acknowledger moved(PeriodCounter::Acknowledger& first) { return std::move(first); }
