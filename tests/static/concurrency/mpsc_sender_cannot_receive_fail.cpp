// SPDX-License-Identifier: MIT
// expect: no member named .*tryReceive
#include <rondo/concurrency/mpsc_channel.h>

bool receive(rondo::concurrency::MpscSender<int>& sender, int& value) { return bool(sender.tryReceive(value)); }
