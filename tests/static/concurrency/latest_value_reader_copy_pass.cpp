// SPDX-License-Identifier: MIT
#include <rondo/concurrency/latest_value.h>
#include <utility>

using namespace rondo::concurrency;

LatestValueReader<int> moved(LatestValueReader<int>& first) { return std::move(first); }
