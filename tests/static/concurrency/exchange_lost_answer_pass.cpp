// SPDX-License-Identifier: MIT
#include <rondo/concurrency/exchange.h>

auto publish(rondo::concurrency::ExchangeWriter<int>& writer) {
    return writer.publish(std::make_unique<int>(1));
}
