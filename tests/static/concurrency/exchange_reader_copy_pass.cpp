// SPDX-License-Identifier: MIT
#include <rondo/concurrency/exchange.h>
#include <utility>

using namespace rondo::concurrency;

ExchangeReader<int> moved(ExchangeReader<int>& first) { return std::move(first); }
