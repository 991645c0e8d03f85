// SPDX-License-Identifier: MIT
// expect: deleted .*SpscSender
#include <rondo/concurrency/spsc_channel.h>
#include <thread>

void twoSenders(rondo::concurrency::SpscSender<int>& sender) {
    std::jthread first([sender]() mutable { (void)sender.trySend(1); });
    std::jthread second([sender]() mutable { (void)sender.trySend(2); });
}
