// SPDX-License-Identifier: MIT
// expect: too many arguments|no matching function
#include <rondo/concurrency/rendezvous_channel.h>

auto channel() { return rondo::concurrency::makeRendezvousChannel<int>(4); }
