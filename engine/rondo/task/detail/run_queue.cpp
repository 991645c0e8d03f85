// SPDX-License-Identifier: MIT
#include <rondo/task/detail/run_queue.h>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

std::uint32_t RunQueue::look() noexcept {
    const Guard guard(lock_);
    return count();
}

TaskNode* RunQueue::popLocking() noexcept {
    const Guard guard(lock_);
    auto* const task = first_;
    if (task == nullptr)
        return nullptr;
    first_ = task->next;
    if (first_ == nullptr)
        last_ = nullptr;
    count_.store(count() - 1, std::memory_order_relaxed);
    return task;
}

TaskNode* RunQueue::take(std::uint64_t place) noexcept {
    if (place == 0)
        return pop();
    const Guard guard(lock_);
    auto* before = first_;
    for (; place > 1; --place)
        before = before->next;
    auto* const task = before->next;
    before->next = task->next;
    if (task == last_)
        last_ = before;
    count_.store(count() - 1, std::memory_order_relaxed);
    return task;
}

TaskNode* RunQueue::steal(RunQueue& victim) noexcept {
    if (victim.count() == 0)
        return nullptr;
    TaskNode* oldest = nullptr;
    TaskNode* last = nullptr;
    std::uint32_t taken = 0;
    {
        const Guard guard(victim.lock_);
        const auto there = victim.count();
        if (there == 0)
            return nullptr;
        taken = (there + 1) / 2;
        oldest = last = victim.first_;
        for (std::uint32_t step = 1; step < taken; ++step)
            last = last->next;
        victim.first_ = last->next;
        if (victim.first_ == nullptr)
            victim.last_ = nullptr;
        victim.count_.store(there - taken, std::memory_order_relaxed);
        last->next = nullptr;
    }
    if (taken > 1) {
        const Guard guard(lock_);
        append(*oldest->next, *last, taken - 1);
    }
    return oldest;
}

} // namespace rondo::task::detail
