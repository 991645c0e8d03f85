// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpmc_queue.h>

struct Light {
    Light() = default;
    Light(Light&&) noexcept {}
    Light& operator=(Light&&) noexcept { return *this; }
};

auto channel() { return rondo::concurrency::makeMpmcQueue<Light>(4); }
