// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>

namespace rondo::concurrency::detail {

constexpr auto longestWait = std::chrono::hours(24 * 365);

inline void futexWait(const FutexWord& word, std::uint32_t expected, std::chrono::nanoseconds limit,
                      std::source_location place = std::source_location::current()) noexcept {
    explore::futexWait(&word, word.initialBits(), expected,
                       limit >= longestWait ? explore::forEver : limit.count(), place);
}
inline void futexWake(const void* address, int sleepers,
                      std::source_location place = std::source_location::current()) noexcept {
    explore::futexWake(address, sleepers, place);
}
enum class PiOutcome : std::uint8_t { locked, timeout, deadlock, ownerGone, refused };
constexpr std::uint32_t piOwnerBits = 0x3fff'ffff;
constexpr std::uint32_t piOwnerDied = 0x4000'0000;
constexpr std::uint32_t piWaiters = 0x8000'0000;
inline std::uint32_t threadNumber() noexcept { return 100 + explore::currentThread(); }
// The kernel's part: relaxed changes of the word, which go on with the release sequence that they find.
inline PiOutcome futexLockPi(FutexWord& word, std::chrono::nanoseconds limit,
                             std::source_location place = std::source_location::current()) noexcept {
    const auto self = threadNumber();
    for (int attempt = 0; attempt < 2; ++attempt) {
        std::uint32_t seen = 0, next = self;
        while (!word.compare_exchange_strong(seen, next, std::memory_order_relaxed, std::memory_order_relaxed,
                                             place))
            next = seen | ((seen & piOwnerBits) == 0 ? self | piWaiters : piWaiters);
        if (next == self || (seen & piOwnerBits) == 0)
            return PiOutcome::locked;
        if ((seen & piOwnerBits) == self)
            return PiOutcome::deadlock;
        futexWait(word, seen | piWaiters, limit, place);
    }
    return PiOutcome::timeout;
}
inline void futexUnlockPi(FutexWord& word,
                          std::source_location place = std::source_location::current()) noexcept {
    word.fetch_and(piWaiters, std::memory_order_relaxed, place);
    futexWake(&word, explore::everybody, place);
}
inline void yieldCpu() noexcept { explore::yield(); }
inline int currentCpu() noexcept { return explore::currentCpu(); }

} // namespace rondo::concurrency::detail
