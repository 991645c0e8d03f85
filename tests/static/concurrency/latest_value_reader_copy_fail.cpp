// SPDX-License-Identifier: MIT
// expect: deleted .*LatestValueReader
#include <rondo/concurrency/latest_value.h>
#include <utility>

using namespace rondo::concurrency;

LatestValueReader<int> second(LatestValueReader<int>& first) { return first; }
