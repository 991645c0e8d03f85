// SPDX-License-Identifier: MIT
#include <rondo/concurrency/exchange.h>
#include <utility>

using namespace rondo::concurrency;

ExchangeWriter<int> moved(ExchangeWriter<int>& first) { return std::move(first); }
