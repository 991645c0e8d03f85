// SPDX-License-Identifier: MIT
#include <rondo/concurrency/period_counter.h>

using namespace rondo::concurrency;

std::uint64_t acknowledge(PeriodCounter& periods) { return periods.acknowledger("renderer")->acknowledge(); }
