// SPDX-License-Identifier: MIT
// expect: deleted .*SpscSender
#include <rondo/concurrency/spsc_channel.h>
#include <utility>

using namespace rondo::concurrency;

SpscSender<int> second(SpscSender<int>& first) { return first; }
