// SPDX-License-Identifier: MIT
#include <rondo/concurrency/lossy_channel.h>
#include <utility>

using namespace rondo::concurrency;

LossyReceiver<int> moved(LossyReceiver<int>& first) { return std::move(first); }
