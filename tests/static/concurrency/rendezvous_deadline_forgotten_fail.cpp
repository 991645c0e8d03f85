// SPDX-License-Identifier: MIT
// expect: no matching function|no matching member function|too few arguments
#include <rondo/concurrency/rendezvous_channel.h>

bool send(rondo::concurrency::RendezvousSender<int>& sender) { return bool(sender.send(1)); }
