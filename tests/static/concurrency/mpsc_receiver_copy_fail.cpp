// SPDX-License-Identifier: MIT
// expect: deleted .*ChannelReceiver
#include <rondo/concurrency/mpsc_channel.h>

using namespace rondo::concurrency;

MpscReceiver<int> second(MpscReceiver<int>& first) { return first; }
