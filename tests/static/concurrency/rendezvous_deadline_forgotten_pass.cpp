// SPDX-License-Identifier: MIT
#include <rondo/concurrency/rendezvous_channel.h>

using namespace rondo::concurrency;

bool send(RendezvousSender<int>& sender) { return bool(sender.send(1, Deadline::never())); }
