// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/atomic.h>

namespace rondo::task::detail {

/// For sections of a few instructions, where a lock that can sleep would cost more than what it guards. Meets
/// BasicLockable.
class BriefLock {
public:
    void lock() noexcept {
        if (held_.exchange(true, std::memory_order_acquire))
            wait();
    }
    /// Returns whether it is held now.
    bool tryLock() noexcept { return !held_.exchange(true, std::memory_order_acquire); }
    void unlock() noexcept { held_.store(false, std::memory_order_release); }

private:
    void wait() noexcept;

    Atomic<bool> held_{false};
};

} // namespace rondo::task::detail
