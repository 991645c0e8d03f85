// SPDX-License-Identifier: MIT
#include <rondo/concurrency/spsc_channel.h>

auto channel(double seconds) {
    return rondo::concurrency::makeSpscChannel<float>(static_cast<std::size_t>(seconds * 48000));
}
