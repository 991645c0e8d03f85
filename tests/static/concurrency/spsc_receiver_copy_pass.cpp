// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>
#include <utility>

using namespace rondo::concurrency;

SpscReceiver<int> moved(SpscReceiver<int>& first) { return std::move(first); }
