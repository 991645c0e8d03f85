// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <thread>

namespace rondo::test {

/// Returns whether `condition` became true; gives up after a minute, which only a fault can take.
template <class Condition>
bool eventually(Condition condition) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit)
            return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace rondo::test
