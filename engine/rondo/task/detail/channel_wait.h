// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <memory>
#include <optional>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/channel_core.h>
#include <rondo/task/detail/outside.h>
#include <rondo/task/detail/suspension.h>
#include <rondo/task/detail/timed_suspension.h>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

/// The two directions, for what waits in them. An entry's place is the item from the beginning.
template <class T>
struct SendStep {
    static constexpr auto kind = WaitKind::channelRoom;
    using Item = T;
    static concurrency::ChannelResult make(ChannelCore<T>& channel, Item& item, WaitEntry* entry) noexcept {
        return channel.send(item, entry);
    }
    static bool quickly(ChannelCore<T>& channel, Item& item, bool& held) noexcept {
        return channel.sendQuickly(item, held);
    }
    template <class Before>
    static concurrency::ChannelResult held(bool held, ChannelCore<T>& channel, Item& item, WaitEntry* entry,
                                           Before enter) noexcept {
        return channel.sendHeld(held, item, entry, enter);
    }
    static void leave(ChannelCore<T>& channel, WaitEntry& entry) noexcept { channel.leaveSenders(entry); }
    static bool done(const WaitEntry& entry) noexcept { return entry.place == nullptr; }
};
template <class T>
struct ReceiveStep {
    static constexpr auto kind = WaitKind::channelItem;
    using Item = std::optional<T>;
    static concurrency::ChannelResult make(ChannelCore<T>& channel, Item& item, WaitEntry* entry) noexcept {
        return channel.receive(item, entry);
    }
    static bool quickly(ChannelCore<T>& channel, Item& item, bool& held) noexcept {
        return channel.receiveQuickly(item, held);
    }
    template <class Before>
    static concurrency::ChannelResult held(bool held, ChannelCore<T>& channel, Item& item, WaitEntry* entry,
                                           Before enter) noexcept {
        return channel.receiveHeld(held, item, entry, enter);
    }
    static void leave(ChannelCore<T>& channel, WaitEntry& entry) noexcept { channel.leaveReceivers(entry); }
    static bool done(const WaitEntry& entry) noexcept { return static_cast<Item*>(entry.place)->has_value(); }
};

/// Whether a step has to wait. Full and empty are for those that do not.
inline bool waits(concurrency::ChannelResult result) noexcept {
    return result == concurrency::ChannelResult::full || result == concurrency::ChannelResult::empty;
}

/// A task in a channel. `Base` is Suspension, or TimedSuspension with a limit.
template <class T, class Step, class Base>
class ChannelWait : public Base {
public:
    using Item = typename Step::Item;
    template <class... Limits>
    ChannelWait(ChannelCore<T>& channel, Item& item, Limits... limit) noexcept
        : Base(limit...), channel_(&channel) {
        entry_.place = &item;
    }

    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        auto& task = caller.promise().task();
        if (task.isCancelled()) [[unlikely]]
            return this->suspend(
                task, caller, [](Waiter&) { return true; }, channel_->users().kindOf(Step::kind));
        auto& item = *static_cast<Item*>(entry_.place);
        bool held = false;
        if (Step::quickly(*channel_, item, held)) {
            result_ = concurrency::ChannelResult::done;
            return false;
        }
        if constexpr (std::is_same_v<Base, Suspension>)
            return attempt(task, caller, item, held);
        else
            return attemptFor(task, caller, item, held);
    }
    concurrency::ChannelResult await_resume() {
        if (!this->hasSuspended())
            return result_;
        // The channel alone makes it ready, and has taken the entry out then.
        if (this->woken() != Woken::ready)
            Step::leave(*channel_, entry_);
        const auto woken = this->resume();
        if (!waits(result_))
            return result_;
        if (Step::done(entry_))
            return concurrency::ChannelResult::done;
        if (woken == Woken::cancelled)
            throw TaskCancelled();
        return woken == Woken::timeout ? concurrency::ChannelResult::timeout
                                       : concurrency::ChannelResult::closed;
    }

private:
    // Never inline, so that the step that does not wait stays short. Once the entry is in the channel the task
    // may go on elsewhere, and nothing here is touched any more.
    [[gnu::noinline]] bool attempt(TaskNode& task, std::coroutine_handle<> caller, Item& item,
                                   bool held) noexcept {
        auto entered = TaskNode::Entry::waits;
        const auto result = Step::held(held, *channel_, item, &entry_, [&] {
            entry_.waiter = &this->waiterOf(task);
            entered = this->suspendFirst(task, caller, channel_->users().kindOf(Step::kind));
            return entered == TaskNode::Entry::waits;
        });
        if (waits(result))
            return entered != TaskNode::Entry::cancelled;
        result_ = result;
        return false;
    }
    // The same with a limit, whose timer is set before and may fail to be.
    [[gnu::noinline]] bool attemptFor(TaskNode& task, std::coroutine_handle<> caller, Item& item, bool held) {
        result_ = Step::held(held, *channel_, item, nullptr, Enter{});
        return waits(result_) && this->suspend(
                                     task, caller,
                                     [&](Waiter& waiter) {
                                         entry_.waiter = &waiter;
                                         result_ = Step::make(*channel_, item, &entry_);
                                         return waits(result_);
                                     },
                                     channel_->users().kindOf(Step::kind));
    }

    // First, beside the flags of the base.
    concurrency::ChannelResult result_ = concurrency::ChannelResult::empty;
    ChannelCore<T>* channel_;
    WaitEntry entry_;
};

/// A thread in a channel: a plain function's of a pool gives its seat away meanwhile.
template <class Step, class T>
concurrency::ChannelResult waitInChannel(ChannelCore<T>& channel, typename Step::Item& item,
                                         concurrency::Deadline deadline) {
    channel.users().note();
    auto result = Step::make(channel, item, nullptr);
    if (!waits(result))
        return result;
    ThreadWait wait;
    WaitEntry entry;
    entry.waiter = &wait.waiter();
    entry.place = &item;
    result = Step::make(channel, item, &entry);
    if (!waits(result))
        return result;
    wait.park(deadline, channel.users().kindOf(Step::kind));
    Step::leave(channel, entry);
    if (Step::done(entry))
        return concurrency::ChannelResult::done;
    if (wait.woken() == Woken::cancelled)
        throw TaskCancelled();
    return wait.woken() == Woken::timeout ? concurrency::ChannelResult::timeout
                                          : concurrency::ChannelResult::closed;
}

} // namespace rondo::task::detail
