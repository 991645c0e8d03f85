// SPDX-License-Identifier: MIT
#include <rondo/concurrency/lossy_channel.h>

auto channel() { return rondo::concurrency::makeLossyChannel<float>(1); }
