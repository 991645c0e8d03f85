// SPDX-License-Identifier: MIT
#include <rondo/task/detail/brief_lock.h>

#include <thread>

namespace rondo::task::detail {

// Whoever holds it may have been preempted: then to spin on keeps it from going on.
void BriefLock::wait() noexcept {
    constexpr int looks = 64;
    for (int look = 0;
         held_.load(std::memory_order_relaxed) || held_.exchange(true, std::memory_order_acquire);)
        if (++look % looks == 0)
            std::this_thread::yield();
}

} // namespace rondo::task::detail
