// SPDX-License-Identifier: MIT
// expect: deleted .*LossyReceiver
#include <rondo/concurrency/lossy_channel.h>
#include <utility>

using namespace rondo::concurrency;

LossyReceiver<int> second(LossyReceiver<int>& first) { return first; }
