// SPDX-License-Identifier: MIT
// expect: moving and destroying them must not throw
#include <rondo/concurrency/spsc_channel.h>

struct Heavy {
    Heavy() = default;
    Heavy(Heavy&&) {}
    Heavy& operator=(Heavy&&) { return *this; }
};

auto channel() { return rondo::concurrency::makeSpscChannel<Heavy>(4); }
