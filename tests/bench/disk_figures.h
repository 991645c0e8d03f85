// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <rondo/base/result.h>
#include <support/temporary_folder.h>
#include <utility>

namespace rondo::bench {

using Clock = std::chrono::steady_clock;

inline double secondsSince(Clock::time_point from) {
    return std::chrono::duration<double>(Clock::now() - from).count();
}

template <class T>
T orExit(base::Result<T> result) {
    if (result)
        return std::move(*result);
    std::fprintf(stderr, "%s\n", result.error().text.c_str());
    std::exit(1);
}
inline void orExit(const base::Result<void>& result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().text.c_str());
        std::exit(1);
    }
}

/// Prints how much faster eight renderings are on two workers than on one, and how much faster two threads
/// without a pool are than one: that is what the machine gives.
void measureRenderings(const test::TemporaryFolder& folder);

/// Prints what a callback in real time sees of a pool that has nothing to do, and of one that is fully loaded.
/// Returns whether no deadline was missed by our own work and no call was made that a callback must not make.
bool measureLoadedAudio(const test::TemporaryFolder& folder, double seconds);

} // namespace rondo::bench
