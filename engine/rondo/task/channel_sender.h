// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/channel_wait.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

/// Where items enter a channel; see `makeChannel`. Copies are further senders. When the last one is gone,
/// receivers take what is left and then hear `closed`.
///
/// Example:
///     #include <rondo/task/channel.h>
///     auto [sender, receiver] = makeChannel<int>(1);
///     int item = 7;
///     expect(sender.sendWait(item) == concurrency::ChannelResult::done);
///     expect(sender.trySend(item) == concurrency::ChannelResult::full);
///     receiver.close();
///     expect(sender.trySend(item) == concurrency::ChannelResult::closed && item == 7);
template <class T>
class ChannelSender {
public:
    using Result = concurrency::ChannelResult;

    explicit ChannelSender(std::shared_ptr<detail::ChannelCore<T>> core) noexcept : core_(std::move(core)) {}
    ChannelSender(const ChannelSender& other) noexcept : core_(other.core_) {
        if (core_)
            core_->addSender();
    }
    ChannelSender(ChannelSender&& other) noexcept = default;
    ChannelSender& operator=(ChannelSender other) noexcept {
        std::swap(core_, other.core_);
        return *this;
    }
    ~ChannelSender() { close(); }

    /// Effects: `co_await` it: waits, without its thread, until the channel has taken the item. Requires: the
    /// sender is not closed. Returns: done; closed when no receiver is left, and the item is dropped. Errors:
    /// TaskCancelled while it waits. [a task]
    auto send(T item) noexcept { return Send<detail::Suspension>(*core_, std::move(item)); }
    /// Effects: the same, not beyond `limit`. Returns: also timeout. Errors: as above, and std::bad_alloc.
    auto send(T item, TimeLimit limit) noexcept {
        return Send<detail::TimedSuspension>(*core_, std::move(item), limit);
    }
    /// Returns: the same as one of the things that `select` waits for; `item` is the caller's still unless it
    /// is the one that was done. Progress: wait-free. [a task]
    auto sending(T& item) noexcept { return detail::SendCase<T>(*core_, item); }
    /// Effects: moves `item` in when there is room or a receiver waits. Returns: done, full or closed; then it
    /// is still the caller's. Progress: blocking, briefly. [any but audio]
    Result trySend(T& item) noexcept {
        core_->users().note();
        return core_->send(item, nullptr);
    }
    /// Effects: as `send`, for a thread. A plain function of a task may call it, too: another thread takes over
    /// its worker meanwhile, as long as the pool has a spare one. Returns: done, closed or timeout, when `item`
    /// is still the caller's. Progress: blocking. [any but audio]
    Result sendWait(T& item, concurrency::Deadline deadline = concurrency::Deadline::never()) {
        return detail::waitInChannel<detail::SendStep<T>>(*core_, item, deadline);
    }
    /// Effects: gives this sender up; further calls do nothing. Progress: blocking, briefly. [any but audio]
    void close() noexcept {
        if (const auto core = std::exchange(core_, nullptr))
            core->removeSender();
    }

private:
    template <class Base>
    class Send : public detail::ChannelWait<T, detail::SendStep<T>, Base> {
    public:
        template <class... Deadlines>
        Send(detail::ChannelCore<T>& core, T&& item, Deadlines... deadline) noexcept
            : detail::ChannelWait<T, detail::SendStep<T>, Base>(core, item_, deadline...),
              item_(std::move(item)) {}

    private:
        T item_;
    };

    std::shared_ptr<detail::ChannelCore<T>> core_;
};

} // namespace rondo::task
