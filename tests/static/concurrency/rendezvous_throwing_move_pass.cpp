// SPDX-License-Identifier: MIT
#include <rondo/concurrency/rendezvous_channel.h>

struct Light {
    Light() = default;
    Light(Light&&) noexcept {}
    Light& operator=(Light&&) noexcept { return *this; }
};

auto channel() { return rondo::concurrency::makeRendezvousChannel<Light>(); }
