// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <mutex>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/waiter.h>
#include <rondo/task/lane.h>
#include <source_location>

namespace rondo::task::detail {

class PoolCore;
class Worker;

/// A task: a coroutine, what it calls, and its children. It is its parent's until that has awaited it, or has
/// ended; a task without parent is whoever waits for it outside. One thread at a time runs it; who schedules it
/// passes on what the one before saw.
class TaskNode {
public:
    TaskNode(PoolCore& owner, TaskNode* parentTask, std::source_location where) noexcept
        : pool(owner), parent(parentTask), created(where) {}
    TaskNode(const TaskNode&) = delete;
    TaskNode& operator=(const TaskNode&) = delete;

    // Of whoever runs it, or has it in a list.
    PoolCore& pool;
    TaskNode* const parent;
    TaskNode* next = nullptr;       ///< in a run queue
    std::coroutine_handle<> resume; ///< where it goes on
    std::source_location created;
    static constexpr std::uint16_t anywhere = 0xffff;
    std::uint16_t home = anywhere; ///< the number of the only worker that may run it
    Lane lane = Lane::background;
    bool detached : 1 = false; ///< nobody awaits it: its parent waits for its end, and it goes then
    bool : 0;                  // the parent looks at what is above while the task changes what is below
    bool holds : 1 = false;    ///< whether it has its function and its coroutine still
    bool owns : 1 = false;     ///< whether the pool's table knows of resources of its own

    /// Puts a child into the tree; when this task is cancelled the child begins so. [the task, one below it]
    void adopt(TaskNode& child) noexcept;
    /// Takes a child that has finished, out of the tree. [the task]
    void release(TaskNode& child) noexcept;

    /// Before it waits: nobody can wake it before. False when it is cancelled: then it must not wait, and with
    /// `live` children it waits for these first. [the task]
    enum class Entry : std::uint8_t { waits, cancelled, drains };
    Entry enter(Waiter& waiter) noexcept {
        const std::lock_guard guard(lock_);
        if (isCancelled()) [[unlikely]]
            return enterCancelled(waiter);
        waiter_ = &waiter;
        return Entry::waits;
    }
    /// When it has been woken. [the task]
    void leave() noexcept {
        const std::lock_guard guard(lock_);
        waiter_ = nullptr;
    }
    bool isCancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

    /// Its coroutine is at its end: it finishes now, or when its children have. The last access of the caller.
    void end() noexcept;
    /// Cancels it and all below it: each is woken when all below it have finished.
    void cancel() noexcept;
    /// Calls `tell(started, what it waits for, whether that is a thing of the pool)` for each task from here
    /// down that has not come to its end, with locks held.
    template <class Tell>
    void describe(Tell tell) {
        walk([&](TaskNode& node) {
            if (!node.ended_)
                tell(node.created, node.waits(),
                     node.waiter_ != nullptr && node.waiter_->kind() != WaitKind::world);
        });
    }
    /// In a list of tasks without parent, under its lock.
    void linkBefore(TaskNode* first) noexcept {
        before_ = nullptr;
        after_ = first;
        if (first != nullptr)
            first->before_ = this;
    }
    void unlinkFrom(TaskNode*& first) noexcept {
        (before_ != nullptr ? before_->after_ : first) = after_;
        if (after_ != nullptr)
            after_->before_ = before_;
    }
    TaskNode* afterIt() const noexcept { return after_; }
    /// Lets `waiter` be woken when it has finished. False when it has already. [the parent]
    bool join(Waiter& waiter) noexcept;
    void unjoin() noexcept;
    bool finished() noexcept;
    /// Of who waits for its end, and whether that has come: its parent's, under whose lock it is counted too,
    /// or its own if it has none.
    BriefLock& joinLock() noexcept { return parent != nullptr ? parent->lock_ : lock_; }
    /// Under that lock: as `join`.
    bool joinLocked(Waiter& waiter) noexcept {
        if (finishedLocked())
            return false;
        joiner_ = &waiter;
        return true;
    }
    bool finishedLocked() const noexcept { return finished_.load(std::memory_order_relaxed); }
    /// Without the lock, for its parent: who finishes it holds the parent's lock until it has done with it, and
    /// the parent releases it under that.
    bool hasFinished() const noexcept { return finished_.load(std::memory_order_acquire); }
    std::uint32_t liveChildren() noexcept;

    /// The child that nobody awaited, whose line is told; set before the task finishes.
    const std::source_location* unawaited() const noexcept { return hasUnawaited_ ? &unawaited_ : nullptr; }

protected:
    ~TaskNode() = default;
    /// Before it is destroyed: those that nobody has awaited. All have finished.
    void releaseChildren() noexcept {
        while (firstChild_ != nullptr)
            release(*firstChild_);
    }

private:
    virtual void destroy() noexcept = 0;
    /// Keeps the result alone: coroutine and function go when the task has finished, not when it is awaited.
    virtual void settle() noexcept = 0;
    Entry enterCancelled(Waiter& waiter) noexcept;
    void finish() noexcept;
    bool childFinished(TaskNode& child, Waiter*& wakes) noexcept;
    Waiter* markFinished(bool parentDrains) noexcept;
    void unlink(TaskNode& child) noexcept;
    const TaskNode* forgotten() const noexcept;
    void mark() noexcept;
    const char* waits() const noexcept;
    /// Depth first along the links of the tree, with the locks of the way down to the task held, so that a tree
    /// of any depth takes no stack and none of it can go meanwhile.
    template <class Visit>
    void walk(Visit visit) {
        auto* node = this;
        node->lock_.lock();
        visit(*node);
        for (;;) {
            if (auto* const child = node->firstChild_) {
                child->lock_.lock();
                visit(*child);
                node = child;
                continue;
            }
            while (node != this && node->after_ == nullptr) {
                auto* const above = node->parent;
                node->lock_.unlock();
                node = above;
            }
            auto* const beside = node != this ? node->after_ : nullptr;
            node->lock_.unlock();
            if (beside == nullptr)
                return;
            beside->lock_.lock();
            visit(*beside);
            node = beside;
        }
    }

    // Beside what is above without padding between. Under the lock, whose holder takes a parent's before a
    // child's; but for `cancelled_` and `finished_`, which may be read without.
    BriefLock lock_;
    Atomic<bool> cancelled_{false};
    Atomic<bool> finished_{false};
    bool ended_ : 1 = false;
    bool hasUnawaited_ : 1 = false;
    std::uint32_t live_ = 0; ///< children that have not finished
    union {
        Waiter* waiter_ = nullptr;       ///< until it has ended
        std::source_location unawaited_; ///< then
    };
    Waiter* joiner_ = nullptr; ///< under the joinLock
    TaskNode* firstChild_ = nullptr;
    TaskNode* before_ = nullptr; ///< under the parent's lock
    TaskNode* after_ = nullptr;  ///< likewise
};

} // namespace rondo::task::detail
