// SPDX-License-Identifier: MIT
// expect: deleted .*SpscReceiver
#include <rondo/concurrency/spsc_channel.h>
#include <utility>

using namespace rondo::concurrency;

SpscReceiver<int> second(SpscReceiver<int>& first) { return first; }
