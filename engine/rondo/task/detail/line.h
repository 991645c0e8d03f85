// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

/// What tasks and threads stand in line for: who waits, and the lock of whatever it is.
struct Line {
    Atomic<bool> open{!runsTask()}; ///< whether threads outside of pools know it, and may let others go on
    BriefLock lock;
    WaitQueue waiting; ///< under the lock

    void noteUser() noexcept {
        if (!runsTask())
            open.store(true, std::memory_order_relaxed);
    }
    /// Takes an entry out that may be out already.
    void leave(WaitEntry& entry) noexcept {
        const std::lock_guard guard(lock);
        waiting.remove(entry);
    }
};

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
