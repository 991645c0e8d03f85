// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

void once(rondo::concurrency::SpscReceiver<int>& receiver) { auto drain = receiver.drain(); }
