// SPDX-License-Identifier: MIT
// expect: no member named .*trySend
#include <rondo/concurrency/mpmc_queue.h>

bool send(rondo::concurrency::MpmcReceiver<int>& receiver) { return bool(receiver.trySend(1)); }
