// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

/// Those that were claimed under a lock, to be woken after it.
class Claimed {
public:
    /// Under the lock. Returns who it is; null when there is none.
    WaitEntry* takeFrom(WaitQueue& queue) noexcept {
        auto* const entry = queue.claim();
        if (entry == nullptr)
            return nullptr;
        entry->after = nullptr;
        (last_ != nullptr ? last_->after : first_) = entry;
        last_ = entry;
        return entry;
    }
    void takeAllFrom(WaitQueue& queue) noexcept {
        while (takeFrom(queue) != nullptr) {
        }
    }
    /// After it, once: each may go on at once, and its entry with it.
    void wake() const noexcept {
        for (const auto* entry = first_; entry != nullptr;) {
            auto* const waiter = entry->waiter;
            entry = entry->after;
            waiter->wake();
        }
    }

private:
    WaitEntry* first_ = nullptr;
    WaitEntry* last_ = nullptr;
};

} // namespace rondo::task::detail
