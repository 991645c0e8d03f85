// SPDX-License-Identifier: MIT
#include <rondo/concurrency/rendezvous_channel.h>

auto channel() { return rondo::concurrency::makeRendezvousChannel<int>(); }
