// SPDX-License-Identifier: MIT
#include <array>
#include <rondo/concurrency/lossy_channel.h>

auto trace() { return rondo::concurrency::makeLossyChannel<std::array<char, 32>>(4); }
