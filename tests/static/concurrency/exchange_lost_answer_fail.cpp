// SPDX-License-Identifier: MIT
// expect: nodiscard|unused-result
#include <rondo/concurrency/exchange.h>

void publish(rondo::concurrency::ExchangeWriter<int>& writer) { writer.publish(std::make_unique<int>(1)); }
