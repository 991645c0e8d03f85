// SPDX-License-Identifier: MIT
// expect: deleted .*ExchangeWriter
#include <rondo/concurrency/exchange.h>
#include <utility>

using namespace rondo::concurrency;

ExchangeWriter<int> second(ExchangeWriter<int>& first) { return first; }
