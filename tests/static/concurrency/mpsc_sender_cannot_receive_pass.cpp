// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpsc_channel.h>

bool receive(rondo::concurrency::MpscReceiver<int>& receiver, int& value) {
    return bool(receiver.tryReceive(value));
}
