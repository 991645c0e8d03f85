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
#include <utility>

namespace rondo::task::detail {

/// The two directions, for what waits in them.
template <class T>
struct SendStep {
    static constexpr auto kind = WaitKind::channelRoom;
    T* item;
    concurrency::ChannelResult operator()(ChannelCore<T>& channel, WaitEntry* entry) const noexcept {
        return channel.send(*item, entry);
    }
    static void leave(ChannelCore<T>& channel, WaitEntry& entry) noexcept { channel.leaveSenders(entry); }
    bool done(const WaitEntry& entry) const noexcept { return entry.place == nullptr; }
};
template <class T>
struct ReceiveStep {
    static constexpr auto kind = WaitKind::channelItem;
    std::optional<T>* item;
    concurrency::ChannelResult operator()(ChannelCore<T>& channel, WaitEntry* entry) const noexcept {
        return channel.receive(*item, entry);
    }
    static void leave(ChannelCore<T>& channel, WaitEntry& entry) noexcept { channel.leaveReceivers(entry); }
    bool done(const WaitEntry&) const noexcept { return item->has_value(); }
};

/// Whether a step has to wait. Full and empty are for those that do not.
inline bool waits(concurrency::ChannelResult result) noexcept {
    return result == concurrency::ChannelResult::full || result == concurrency::ChannelResult::empty;
}

/// A task in a channel. `Base` is Suspension, or TimedSuspension with a deadline.
template <class T, class Step, class Base>
class ChannelWait : public Base {
public:
    template <class... Deadlines>
    ChannelWait(ChannelCore<T>& channel, Step step, Deadlines... deadline) noexcept
        : Base(deadline...), channel_(&channel), step_(step) {}

    bool await_ready() noexcept {
        auto* const worker = Worker::current();
        if (worker != nullptr && worker->running() != nullptr && worker->running()->isCancelled())
            return false;
        result_ = step_(*channel_, nullptr);
        return !waits(result_);
    }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        return this->suspend(
            caller.promise().task(), caller,
            [&](Waiter& waiter) {
                entry_.waiter = &waiter;
                result_ = step_(*channel_, &entry_);
                return waits(result_);
            },
            channel_->open() ? WaitKind::world : Step::kind);
    }
    concurrency::ChannelResult await_resume() {
        if (!this->hasSuspended())
            return result_;
        if (this->enlisted())
            Step::leave(*channel_, entry_);
        const auto woken = this->resume();
        if (!waits(result_) && this->enlisted())
            return result_;
        if (this->enlisted() && step_.done(entry_))
            return concurrency::ChannelResult::done;
        if (woken == Woken::cancelled)
            throw TaskCancelled();
        return woken == Woken::timeout ? concurrency::ChannelResult::timeout
                                       : concurrency::ChannelResult::closed;
    }

private:
    ChannelCore<T>* channel_;
    Step step_;
    WaitEntry entry_;
    concurrency::ChannelResult result_ = concurrency::ChannelResult::empty;
};

/// A thread in a channel: a plain function's of a pool gives its seat away meanwhile.
template <class T, class Step>
concurrency::ChannelResult waitInChannel(ChannelCore<T>& channel, Step step, concurrency::Deadline deadline) {
    channel.noteUser();
    auto result = step(channel, nullptr);
    if (!waits(result))
        return result;
    ThreadWait wait;
    WaitEntry entry;
    entry.waiter = &wait.waiter();
    result = step(channel, &entry);
    if (!waits(result))
        return result;
    wait.park(deadline, channel.open() ? WaitKind::world : Step::kind);
    Step::leave(channel, entry);
    if (step.done(entry))
        return concurrency::ChannelResult::done;
    if (wait.woken() == Woken::cancelled)
        throw TaskCancelled();
    return wait.woken() == Woken::timeout ? concurrency::ChannelResult::timeout
                                          : concurrency::ChannelResult::closed;
}

} // namespace rondo::task::detail
