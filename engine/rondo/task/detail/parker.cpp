// SPDX-License-Identifier: MIT
#include <rondo/task/detail/parker.h>

#include <rondo/task/detail/futex.h>

namespace rondo::task::detail {

bool Parker::park(concurrency::Deadline deadline) noexcept {
    for (;;) {
        if (word_.exchange(0, std::memory_order_acquire) != 0)
            return true;
        if (deadline.passed())
            return word_.exchange(0, std::memory_order_acquire) != 0;
        futexWait(word_, 0, deadline);
    }
}

// The word may be gone once it says 1.
void Parker::unpark() noexcept {
    const void* const address = &word_;
    if (wakes_ != nullptr)
        wakes_->fetch_add(1, std::memory_order_relaxed);
    if (word_.exchange(1, std::memory_order_release) == 0)
        futexWake(address);
}

} // namespace rondo::task::detail
