// SPDX-License-Identifier: MIT
// expect: a lossy channel overwrites items as plain bytes
#include <rondo/concurrency/lossy_channel.h>
#include <string>

auto trace() { return rondo::concurrency::makeLossyChannel<std::string>(4); }
