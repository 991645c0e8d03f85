// SPDX-License-Identifier: MIT
// expect: items change threads: moving and destroying them must not throw
#include <rondo/concurrency/mpmc_queue.h>

struct Heavy {
    Heavy() = default;
    Heavy(Heavy&&) {}
    Heavy& operator=(Heavy&&) { return *this; }
};

auto channel() { return rondo::concurrency::makeMpmcQueue<Heavy>(4); }
