// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

struct Heavy {
    Heavy() = default;
    Heavy(Heavy&&) noexcept {}
    Heavy& operator=(Heavy&&) noexcept { return *this; }
};

auto channel() { return rondo::concurrency::makeSpscChannel<Heavy>(4); }
