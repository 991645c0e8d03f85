// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>
#include <thread>

void oneReceiver(rondo::concurrency::SpscReceiver<int>& receiver) {
    std::jthread first([receiver = std::move(receiver)]() mutable { (void)receiver.tryReceive(); });
}
