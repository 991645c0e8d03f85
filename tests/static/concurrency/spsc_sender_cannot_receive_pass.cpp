// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

auto receive(rondo::concurrency::SpscReceiver<int>& end, int& value) { return end.tryReceive(value); }
