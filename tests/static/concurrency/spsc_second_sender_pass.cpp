// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>
#include <thread>

void oneSender(rondo::concurrency::SpscSender<int>& sender) {
    std::jthread first([sender = std::move(sender)]() mutable { (void)sender.trySend(1); });
}
