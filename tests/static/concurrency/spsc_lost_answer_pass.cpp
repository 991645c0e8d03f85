// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

auto send(rondo::concurrency::SpscSender<int>& sender) { return sender.trySend(1); }
