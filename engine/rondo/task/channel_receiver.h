// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/channel_wait.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

/// Where items leave a channel; see `makeChannel`. Copies are further receivers: each item is one's. When the
/// last one is gone, senders hear `closed`, and what is left is destroyed.
///
/// Example:
///     #include <rondo/task/channel.h>
///     auto [sender, receiver] = makeChannel<int>(1);
///     int item = 7;
///     std::optional<int> taken;
///     expect(sender.trySend(item) && receiver.tryReceive(taken) && taken == 7);
///     sender.close();
///     expect(receiver.receiveWait(taken) == concurrency::ChannelResult::closed);
template <class T>
class ChannelReceiver {
public:
    using Result = concurrency::ChannelResult;

    explicit ChannelReceiver(std::shared_ptr<detail::ChannelCore<T>> core) noexcept : core_(std::move(core)) {}
    ChannelReceiver(const ChannelReceiver& other) noexcept : core_(other.core_) {
        if (core_)
            core_->addReceiver();
    }
    ChannelReceiver(ChannelReceiver&& other) noexcept = default;
    ChannelReceiver& operator=(ChannelReceiver other) noexcept {
        std::swap(core_, other.core_);
        return *this;
    }
    ~ChannelReceiver() { close(); }

    /// Effects: `co_await` it: waits, without its thread, for an item. Requires: the receiver is not closed.
    /// Returns: the item; nothing when no sender is left and all is taken. Errors: TaskCancelled while it
    /// waits. [a task]
    auto receive() noexcept { return Receive(*core_); }
    /// Effects: the same into `item`, not beyond `limit`. Returns: done, closed or timeout. Errors: as
    /// above, and std::bad_alloc. [a task]
    auto receive(std::optional<T>& item, TimeLimit limit) noexcept {
        item.reset();
        return detail::ChannelWait<T, detail::ReceiveStep<T>, detail::TimedSuspension>(*core_, item, limit);
    }
    /// Returns: the same as one of the things that `select` waits for; `item` holds it then. Progress:
    /// wait-free. [a task]
    auto receiving(std::optional<T>& item) noexcept { return detail::ReceiveCase<T>(*core_, item); }
    /// Effects: takes an item into `item` when there is one. Returns: done, empty or closed. Progress:
    /// blocking, briefly. [any but audio]
    Result tryReceive(std::optional<T>& item) noexcept {
        item.reset();
        core_->users().note();
        return core_->receive(item, nullptr);
    }
    /// Effects: as `receive`, for a thread, and for a plain function of a task, whose worker another thread
    /// takes over meanwhile. Returns: done, closed or timeout. Progress: blocking. [any but audio]
    Result receiveWait(std::optional<T>& item,
                       concurrency::Deadline deadline = concurrency::Deadline::never()) {
        item.reset();
        return detail::waitInChannel<detail::ReceiveStep<T>>(*core_, item, deadline);
    }
    /// Effects: gives this receiver up; further calls do nothing. Progress: blocking, briefly. [any but audio]
    void close() noexcept {
        if (const auto core = std::exchange(core_, nullptr))
            core->removeReceiver();
    }

private:
    class Receive : public detail::ChannelWait<T, detail::ReceiveStep<T>, detail::Suspension> {
        using Base = detail::ChannelWait<T, detail::ReceiveStep<T>, detail::Suspension>;

    public:
        explicit Receive(detail::ChannelCore<T>& core) noexcept : Base(core, item_) {}
        std::optional<T> await_resume() {
            static_cast<void>(Base::await_resume());
            return std::move(item_);
        }

    private:
        std::optional<T> item_;
    };

    std::shared_ptr<detail::ChannelCore<T>> core_;
};

} // namespace rondo::task
