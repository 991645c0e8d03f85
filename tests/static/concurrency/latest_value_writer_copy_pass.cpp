// SPDX-License-Identifier: MIT
#include <rondo/concurrency/latest_value.h>
#include <utility>

using namespace rondo::concurrency;

LatestValueWriter<int> moved(LatestValueWriter<int>& first) { return std::move(first); }
