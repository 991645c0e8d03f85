// SPDX-License-Identifier: MIT
// expect: nodiscard|unused-result
#include <rondo/concurrency/mpmc_queue.h>

void send(rondo::concurrency::MpmcSender<int>& sender) { sender.trySend(1); }
