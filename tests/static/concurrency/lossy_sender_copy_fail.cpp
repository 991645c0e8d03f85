// SPDX-License-Identifier: MIT
// expect: deleted .*LossySender
#include <rondo/concurrency/lossy_channel.h>
#include <utility>

using namespace rondo::concurrency;

LossySender<int> second(LossySender<int>& first) { return first; }
