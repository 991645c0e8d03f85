// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

/// Waiters that were claimed under a lock and are woken without it.
class WakeList {
public:
    void claimAll(WaitQueue& queue) noexcept {
        while (auto* const entry = queue.claim())
            add(*entry);
    }
    /// One that is claimed and out of its queue.
    void add(WaitEntry& entry) noexcept {
        entry.after = nullptr;
        (last_ != nullptr ? last_->after : first_) = &entry;
        last_ = &entry;
    }
    /// The entries may be gone as soon as their waiters are awake.
    void wake() noexcept {
        while (first_ != nullptr) {
            auto* const waiter = first_->waiter;
            first_ = first_->after;
            waiter->wake();
        }
        last_ = nullptr;
    }

private:
    WaitEntry* first_ = nullptr;
    WaitEntry* last_ = nullptr;
};

} // namespace rondo::task::detail
