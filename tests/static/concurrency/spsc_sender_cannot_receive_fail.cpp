// SPDX-License-Identifier: MIT
// expect: has no member named .*tryReceive|no member named
#include <rondo/concurrency/spsc_channel.h>

auto receive(rondo::concurrency::SpscSender<int>& end, int& value) { return end.tryReceive(value); }
