// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpmc_queue.h>

void send(rondo::concurrency::MpmcSender<int>& sender) { static_cast<void>(sender.trySend(1)); }
