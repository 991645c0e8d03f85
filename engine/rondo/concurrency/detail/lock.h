// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/futex.h>

namespace rondo::concurrency::detail {

/// A small mutual exclusion for the waiting side of the core, never for a callback: std::mutex would be out of
/// the explorer's sight. Meets BasicLockable.
class Lock {
public:
    void lock() noexcept {
        std::uint32_t state = free;
        if (word_.compare_exchange_strong(state, held, std::memory_order_acquire, std::memory_order_relaxed))
            return;
        while (word_.exchange(contended, std::memory_order_acquire) != free)
            futexWait(word_, contended, longestWait);
    }
    bool try_lock() noexcept {
        std::uint32_t state = free;
        return word_.compare_exchange_strong(state, held, std::memory_order_acquire, std::memory_order_relaxed);
    }
    void unlock() noexcept {
        const void* address = &word_;
        if (word_.exchange(free, std::memory_order_release) == contended)
            futexWake(address, 1);
    }

private:
    enum State : std::uint32_t { free, held, contended };
    FutexWord word_{free};
};

} // namespace rondo::concurrency::detail
