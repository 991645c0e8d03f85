// SPDX-License-Identifier: MIT
// expect: constraints not satisfied|no matching function|invalid reference
// A raw slot holds no string that could be assigned to.
#include <rondo/concurrency/spsc_channel.h>
#include <string>

auto fill(rondo::concurrency::SpscSender<std::string>& sender) { return sender.writeRegion(4); }
