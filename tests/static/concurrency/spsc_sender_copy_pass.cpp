// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>
#include <utility>

using namespace rondo::concurrency;

SpscSender<int> moved(SpscSender<int>& first) { return std::move(first); }
