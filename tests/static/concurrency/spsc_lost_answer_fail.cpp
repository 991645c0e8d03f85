// SPDX-License-Identifier: MIT
// expect: nodiscard|unused-result
#include <rondo/concurrency/spsc_channel.h>

void send(rondo::concurrency::SpscSender<int>& sender) { sender.trySend(1); }
