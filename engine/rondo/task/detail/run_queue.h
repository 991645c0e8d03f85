// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/task_node.h>

namespace rondo::task::detail {

/// Tasks that are ready, first in, first out. Any thread may put in and take out.
class RunQueue {
public:
    /// Returns how many there are now.
    std::uint32_t push(TaskNode& task) noexcept {
        task.next = nullptr;
        const std::lock_guard guard(lock_);
        return append(task, task, 1);
    }
    TaskNode* pop() noexcept { return count() == 0 ? nullptr : popLocking(); }
    /// The one at `place`, which there is.
    TaskNode* take(std::uint64_t place) noexcept;
    /// Moves the older half of `victim`'s, at least one, to this queue and returns the oldest of them; null
    /// when there are none.
    TaskNode* steal(RunQueue& victim) noexcept;
    /// How many there are: may be out of date.
    std::uint32_t count() const noexcept { return count_.load(std::memory_order_relaxed); }

    /// The same in the order of the pushes: what one before this look put in is seen, and one after it sees
    /// what was written before the look.
    std::uint32_t look() noexcept;

private:
    std::uint32_t append(TaskNode& first, TaskNode& last, std::uint32_t count) noexcept {
        (last_ != nullptr ? last_->next : first_) = &first;
        last_ = &last;
        const auto together = this->count() + count;
        count_.store(together, std::memory_order_relaxed);
        return together;
    }
    TaskNode* popLocking() noexcept;

    BriefLock lock_;
    Atomic<std::uint32_t> count_{0}; ///< changed under the lock
    TaskNode* first_ = nullptr;
    TaskNode* last_ = nullptr;
};

} // namespace rondo::task::detail
