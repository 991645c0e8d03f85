// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

auto fill(rondo::concurrency::SpscSender<char>& sender) { return sender.writeRegion(4); }
