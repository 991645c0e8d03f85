// SPDX-License-Identifier: MIT
// expect: deleted .*SpscReceiver
#include <rondo/concurrency/spsc_channel.h>
#include <thread>

void twoReceivers(rondo::concurrency::SpscReceiver<int>& receiver) {
    std::jthread first([receiver]() mutable { (void)receiver.tryReceive(); });
    std::jthread second([receiver]() mutable { (void)receiver.tryReceive(); });
}
