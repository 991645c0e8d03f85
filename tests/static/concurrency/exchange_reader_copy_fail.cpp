// SPDX-License-Identifier: MIT
// expect: deleted .*ExchangeReader
#include <rondo/concurrency/exchange.h>
#include <utility>

using namespace rondo::concurrency;

ExchangeReader<int> second(ExchangeReader<int>& first) { return first; }
