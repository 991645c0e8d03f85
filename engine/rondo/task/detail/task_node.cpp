// SPDX-License-Identifier: MIT
#include <rondo/task/detail/task_node.h>

#include <mutex>
#include <rondo/task/detail/pool_core.h>

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

void Waiter::wake() noexcept {
    if ((state_.load(std::memory_order_relaxed) & threadBit) != 0)
        return thread_->unpark();
    auto* const task = task_;
    // Suspended already, it is this claim's alone, and nobody will ask for the other bit.
    if ((state_.load(std::memory_order_acquire) & suspendedBit) != 0 ||
        (state_.fetch_or(wokenBit, std::memory_order_acq_rel) & suspendedBit) != 0)
        task->pool.push(*task);
}

void TaskNode::adopt(TaskNode& child) noexcept {
    const Guard guard(lock_);
    child.after_ = firstChild_;
    if (firstChild_ != nullptr)
        firstChild_->before_ = &child;
    firstChild_ = &child;
    ++live_;
    child.cancelled_.store(isCancelled(), std::memory_order_relaxed);
}

void TaskNode::release(TaskNode& child) noexcept {
    {
        const Guard guard(lock_);
        unlink(child);
    }
    child.destroy();
}

// Under the lock.
void TaskNode::unlink(TaskNode& child) noexcept {
    (child.before_ != nullptr ? child.before_->after_ : firstChild_) = child.after_;
    if (child.after_ != nullptr)
        child.after_->before_ = child.before_;
}

// Under the lock.
TaskNode::Entry TaskNode::enterCancelled(Waiter& waiter) noexcept {
    if (live_ == 0)
        return Entry::cancelled;
    waiter_ = &waiter;
    return Entry::drains;
}

bool TaskNode::join(Waiter& waiter) noexcept {
    const Guard guard(joinLock());
    return joinLocked(waiter);
}

void TaskNode::unjoin() noexcept {
    const Guard guard(joinLock());
    joiner_ = nullptr;
}

bool TaskNode::finished() noexcept {
    const Guard guard(joinLock());
    return finishedLocked();
}

std::uint32_t TaskNode::liveChildren() noexcept {
    const Guard guard(lock_);
    return live_;
}

// Once it has ended and is unlocked, its last child's end finishes it, and whoever waits may destroy it: what
// it still has to do comes before. Until then nobody wakes it, because it does not wait.
void TaskNode::end() noexcept {
    std::unique_lock guard(lock_);
    waiter_ = nullptr;
    const auto* const child = isCancelled() ? nullptr : forgotten();
    if (child != nullptr && live_ > 0) {
        guard.unlock();
        cancel();
        guard.lock();
    }
    ended_ = true;
    if (child != nullptr) {
        hasUnawaited_ = true;
        unawaited_ = child->created;
    }
    const bool live = live_ > 0;
    guard.unlock();
    if (!live)
        finish();
}

// Under the lock: a child that should have been awaited.
const TaskNode* TaskNode::forgotten() const noexcept {
    const auto* child = firstChild_;
    while (child != nullptr && child->detached)
        child = child->after_;
    return child;
}

// Whoever waits may destroy the task as soon as it is unlocked; the parent stays, as long as it counts the
// task.
void TaskNode::finish() noexcept {
    for (auto* node = this; node != nullptr;) {
        auto* const above = node->parent;
        auto* const goes = node->detached ? node : nullptr;
        Waiter* wakes = nullptr;
        node->settle();
        if (above == nullptr)
            node->pool.roots().remove(*node, [&] {
                const Guard guard(node->lock_);
                wakes = node->markFinished(false);
            });
        node = above != nullptr && above->childFinished(*node, wakes) ? above : nullptr;
        if (goes != nullptr)
            goes->destroy();
        if (wakes != nullptr)
            wakes->wake();
    }
}

// Under the joinLock. Returns whom the caller must wake then. A parent that is cancelled, and waits as tasks
// do, goes on when the last of its children has finished, not when this one has: what it holds is in use until
// then.
Waiter* TaskNode::markFinished(bool parentDrains) noexcept {
    finished_.store(true, std::memory_order_release);
    if (joiner_ == nullptr || (parentDrains && joiner_ == parent->waiter_))
        return nullptr;
    return joiner_->claim(Woken::ready) ? joiner_ : nullptr;
}

// Returns whether the task must finish now.
bool TaskNode::childFinished(TaskNode& child, Waiter*& wakes) noexcept {
    const Guard guard(lock_);
    const bool drains = isCancelled() && !ended_;
    const bool goes = child.detached;
    wakes = child.markFinished(drains);
    if (goes)
        unlink(child);
    if (--live_ > 0)
        return false;
    if (drains && waiter_ != nullptr && waiter_->claim(Woken::cancelled))
        wakes = waiter_;
    return ended_;
}

// Under the lock.
void TaskNode::mark() noexcept {
    if (finishedLocked())
        return;
    cancelled_.store(true, std::memory_order_relaxed);
    if (live_ == 0 && !ended_ && waiter_ != nullptr && waiter_->claim(Woken::cancelled))
        waiter_->wake();
}

void TaskNode::cancel() noexcept {
    walk([](TaskNode& node) { node.mark(); });
}

const char* TaskNode::waits() const noexcept {
    if (waiter_ == nullptr)
        return "runs, is about to, or blocks its thread";
    switch (waiter_->kind()) {
    case WaitKind::world:
        return "waits for something outside of the pool";
    case WaitKind::child:
        return "awaits a child";
    case WaitKind::channelItem:
        return "waits for an item of a channel";
    case WaitKind::channelRoom:
        return "waits for room in a channel";
    case WaitKind::mutex:
        return "waits for a mutex";
    case WaitKind::condition:
        return "waits for a condition";
    case WaitKind::semaphore:
        return "waits for a semaphore";
    case WaitKind::barrier:
        return "waits at a barrier";
    case WaitKind::event:
        return "waits for an event";
    case WaitKind::lazy:
        return "waits for a lazy value";
    case WaitKind::select:
        return "waits in a select";
    }
    return "waits";
}

} // namespace rondo::task::detail
