// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <rondo/base/clock.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/pause.h>

namespace rondo::concurrency::detail {

/// Turns that no answer from another core can undercut. A look during them would take the answer's cache line
/// away from the core that is about to write it.
constexpr int answerTurns = 8;

template <class Ready>
bool spin(Ready ready, int quietTurns) noexcept {
    constexpr std::int64_t spinTime = 40'000; // ns; about one wake-up of a sleeping core
    for (int turn = 0; turn < quietTurns; ++turn)
        pause();
    std::int64_t until = 0;
    for (;;) {
        for (int turn = 0; turn < 32; ++turn) {
            if (ready())
                return true;
            pause();
        }
        const auto now = base::monotonicNanoseconds();
        if (until == 0)
            until = now + spinTime;
        else if (now >= until)
            return false;
    }
}

template <class Ready>
bool yieldThrice(Ready ready) noexcept {
    for (int turn = 0; turn < 3; ++turn) {
        if (ready())
            return true;
        yieldCpu();
    }
    return ready();
}

/// Waits a moment before it is worth to sleep. Waiting for a thread on the same core by spinning only keeps it
/// from running; on another core, sleeping costs more than the answer takes.
template <class Ready>
bool waitBriefly(int peerCpu, Ready ready, int quietTurns = 0) noexcept {
    return peerCpu == currentCpu() ? yieldThrice(ready) : spin(ready, quietTurns);
}

} // namespace rondo::concurrency::detail
