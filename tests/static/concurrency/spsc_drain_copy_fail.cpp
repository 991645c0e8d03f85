// SPDX-License-Identifier: MIT
// expect: deleted .*SpscDrain
// Two drains would take the same items.
#include <rondo/concurrency/spsc_channel.h>

void twice(rondo::concurrency::SpscReceiver<int>& receiver) {
    auto drain = receiver.drain();
    auto second = drain;
}
