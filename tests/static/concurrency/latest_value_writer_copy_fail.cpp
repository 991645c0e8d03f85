// SPDX-License-Identifier: MIT
// expect: deleted .*LatestValueWriter
#include <rondo/concurrency/latest_value.h>
#include <utility>

using namespace rondo::concurrency;

LatestValueWriter<int> second(LatestValueWriter<int>& first) { return first; }
