// SPDX-License-Identifier: MIT
#include <rondo/concurrency/lossy_channel.h>
#include <utility>

using namespace rondo::concurrency;

LossySender<int> moved(LossySender<int>& first) { return std::move(first); }
