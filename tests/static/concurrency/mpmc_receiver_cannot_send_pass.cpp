// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpmc_queue.h>

bool send(rondo::concurrency::MpmcSender<int>& sender) { return bool(sender.trySend(1)); }
