// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/task/detail/channel_core.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/line.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

/// Which of two locks comes first: a task takes its own one under a channel's.
enum class LockRank : std::uint8_t { line, task };

/// The things that a select waits for. Of each: `attempt` does what it is for if that needs no wait, and
/// `enlist` waits for it, both under its lock; `leave` ends that, and `result` tells what came of it when it
/// was what woke the task.
class EntryCase {
public:
    static constexpr auto rank = LockRank::line;
    void require(const TaskNode&) const noexcept {}
    bool woke(const Waiter& waiter) const noexcept { return waiter.wasFoundAt(&entry_); }

protected:
    WaitEntry& entryOf(Waiter& waiter) noexcept {
        entry_.waiter = &waiter;
        return entry_;
    }
    WaitEntry entry_;
};

template <class T>
class SendCase : public EntryCase {
public:
    SendCase(ChannelCore<T>& channel, T& item) noexcept : channel_(&channel), item_(&item) {}
    bool isOpen() const noexcept { return channel_->users().any(); }
    BriefLock& lock() const noexcept { return channel_->lock(); }
    concurrency::ChannelResult attempt(Waiter*& wakes) const noexcept {
        return channel_->sendLocked(*item_, wakes);
    }
    void enlist(Waiter& waiter) noexcept { channel_->enlistSender(entryOf(waiter), *item_); }
    void leave() noexcept { channel_->leaveSenders(entry_); }
    concurrency::ChannelResult result() const noexcept {
        return entry_.place == nullptr ? concurrency::ChannelResult::done : concurrency::ChannelResult::closed;
    }

private:
    ChannelCore<T>* channel_;
    T* item_;
};

template <class T>
class ReceiveCase : public EntryCase {
public:
    ReceiveCase(ChannelCore<T>& channel, std::optional<T>& item) noexcept : channel_(&channel), item_(&item) {}
    void require(const TaskNode&) const noexcept { item_->reset(); }
    bool isOpen() const noexcept { return channel_->users().any(); }
    BriefLock& lock() const noexcept { return channel_->lock(); }
    concurrency::ChannelResult attempt(Waiter*& wakes) const noexcept {
        return channel_->receiveLocked(*item_, wakes);
    }
    void enlist(Waiter& waiter) noexcept { channel_->enlistReceiver(entryOf(waiter), *item_); }
    void leave() noexcept { channel_->leaveReceivers(entry_); }
    concurrency::ChannelResult result() const noexcept {
        return item_->has_value() ? concurrency::ChannelResult::done : concurrency::ChannelResult::closed;
    }

private:
    ChannelCore<T>* channel_;
    std::optional<T>* item_;
};

class EndCase {
public:
    static constexpr auto rank = LockRank::task;
    explicit EndCase(TaskNode* child) noexcept : child_(child) {}
    void require(const TaskNode& task) const { requireParent(child_, task, "awaited"); }
    static bool isOpen() noexcept { return false; }
    BriefLock& lock() const noexcept { return child_->joinLock(); }
    concurrency::ChannelResult attempt(Waiter*&) const noexcept {
        return child_->finishedLocked() ? concurrency::ChannelResult::done : concurrency::ChannelResult::empty;
    }
    void enlist(Waiter& waiter) const noexcept { child_->joinLocked(waiter); }
    void leave() const noexcept { child_->unjoin(); }
    bool woke(const Waiter&) const noexcept { return child_->finished(); }
    static concurrency::ChannelResult result() noexcept { return concurrency::ChannelResult::done; }

private:
    TaskNode* child_;
};

/// What one stands in a line for: an event, a semaphore's permit.
template <class Take>
class LineCase : public EntryCase {
public:
    LineCase(Line& line, Take take) noexcept : line_(&line), take_(take) {}
    bool isOpen() const noexcept { return line_->users.any(); }
    BriefLock& lock() const noexcept { return line_->lock; }
    concurrency::ChannelResult attempt(Waiter*&) noexcept {
        return take_() ? concurrency::ChannelResult::done : concurrency::ChannelResult::empty;
    }
    void enlist(Waiter& waiter) noexcept {
        entry_.place = take_.place();
        line_->waiting.push(entryOf(waiter));
    }
    void leave() noexcept { line_->leave(entry_); }
    static concurrency::ChannelResult result() noexcept { return concurrency::ChannelResult::done; }

private:
    Line* line_;
    Take take_;
};

} // namespace rondo::task::detail
