// SPDX-License-Identifier: MIT
#include <rondo/task/detail/brief_lock.h>

#include <rondo/task/detail/spin.h>

namespace rondo::task::detail {

// Whoever holds it may have been preempted: then to spin on keeps it from going on.
void BriefLock::wait() noexcept {
    for (int look = 0;
         held_.load(std::memory_order_relaxed) || held_.exchange(true, std::memory_order_acquire);)
        if (++look % looksInARow == 0)
            letOthersRun();
}

} // namespace rondo::task::detail
