// SPDX-License-Identifier: MIT
#include <rondo/concurrency/mpsc_channel.h>

struct Light {
    Light() = default;
    Light(Light&&) noexcept {}
    Light& operator=(Light&&) noexcept { return *this; }
};

auto channel() { return rondo::concurrency::makeMpscChannel<Light>(4); }
