// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/outside_users.h>
#include <rondo/task/detail/wait_queue.h>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

/// For `send` and `receive`: enlists without further ado.
struct Enter {
    bool operator()() const noexcept { return true; }
};

/// What both ends of a channel share. An item goes from hand to hand under the lock: out of the frame of a
/// waiting sender, into that of a waiting receiver, or through the ring, and never past one that came before
/// it.
template <class T>
class ChannelCore {
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_destructible_v<T>,
                  "an item is moved while it is in nobody's hands: that must not throw");

public:
    using Result = concurrency::ChannelResult;

    explicit ChannelCore(std::size_t capacity)
        : capacity_(capacity), ring_(std::make_unique<std::optional<T>[]>(capacity)) {}

    /// Takes `item` when it is done. When it is full, enlists `entry`, if any, unless `enter()`, called under
    /// the lock before anybody can see the entry, returns false.
    template <class Before = Enter>
    Result send(T& item, WaitEntry* entry, Before enter = {}) noexcept {
        Waiter* receiver = nullptr;
        Result result = Result::done;
        {
            const std::lock_guard guard(lock_);
            result = sendLocked(item, receiver);
            if (result == Result::full && entry != nullptr && enter())
                enlistSender(*entry, item);
        }
        if (receiver != nullptr)
            receiver->wake();
        return result;
    }
    /// Fills `item` when it is done. When it is empty, enlists `entry` likewise.
    template <class Before = Enter>
    Result receive(std::optional<T>& item, WaitEntry* entry, Before enter = {}) noexcept {
        Waiter* sender = nullptr;
        Result result = Result::done;
        {
            const std::lock_guard guard(lock_);
            result = receiveLocked(item, sender);
            if (result == Result::empty && entry != nullptr && enter())
                enlistReceiver(*entry, item);
        }
        if (sender != nullptr)
            sender->wake();
        return result;
    }

    BriefLock& lock() noexcept { return lock_; }
    /// Under the lock: the same without entry. Sets `wakes` to whom the caller must wake after it.
    Result sendLocked(T& item, Waiter*& wakes) noexcept {
        if (receiverCount_ == 0)
            return Result::closed;
        if (auto* const waiting = receivers_.claim()) {
            static_cast<std::optional<T>*>(waiting->place)->emplace(std::move(item));
            wakes = waiting->waiter;
        } else if (count_ < capacity_) {
            put(std::move(item));
        } else {
            return Result::full;
        }
        return Result::done;
    }
    Result receiveLocked(std::optional<T>& item, Waiter*& wakes) noexcept {
        if (count_ > 0) {
            take(item);
            if (auto* const waiting = senders_.claim()) {
                put(std::move(*static_cast<T*>(std::exchange(waiting->place, nullptr))));
                wakes = waiting->waiter;
            }
        } else if (auto* const waiting = senders_.claim()) {
            item.emplace(std::move(*static_cast<T*>(std::exchange(waiting->place, nullptr))));
            wakes = waiting->waiter;
        } else {
            return senderCount_ == 0 ? Result::closed : Result::empty;
        }
        return Result::done;
    }
    void enlistSender(WaitEntry& entry, T& item) noexcept {
        entry.place = &item;
        senders_.push(entry);
    }
    void enlistReceiver(WaitEntry& entry, std::optional<T>& item) noexcept {
        entry.place = &item;
        receivers_.push(entry);
    }
    OutsideUsers& users() noexcept { return users_; }

    /// Takes an entry out that `send` or `receive` has enlisted; it may be out already.
    void leaveSenders(WaitEntry& entry) noexcept {
        const std::lock_guard guard(lock_);
        senders_.remove(entry);
    }
    void leaveReceivers(WaitEntry& entry) noexcept {
        const std::lock_guard guard(lock_);
        receivers_.remove(entry);
    }

    void addSender() noexcept {
        const std::lock_guard guard(lock_);
        ++senderCount_;
    }
    void addReceiver() noexcept {
        const std::lock_guard guard(lock_);
        ++receiverCount_;
    }
    /// The last one wakes whoever waits for a sender.
    void removeSender() noexcept { removeEnd(senderCount_, receivers_); }
    /// The last one wakes whoever waits for a receiver, and destroys what nobody will take.
    void removeReceiver() noexcept {
        removeEnd(receiverCount_, senders_);
        std::unique_ptr<std::optional<T>[]> items;
        const std::lock_guard guard(lock_);
        if (receiverCount_ == 0) {
            items = std::exchange(ring_, nullptr);
            capacity_ = count_ = 0;
        }
    }

private:
    void put(T&& item) noexcept {
        const auto behind = first_ + count_++;
        ring_[behind < capacity_ ? behind : behind - capacity_].emplace(std::move(item));
    }
    void take(std::optional<T>& item) noexcept {
        auto& place = ring_[first_];
        item.emplace(*std::move(place));
        place.reset();
        if (++first_ == capacity_)
            first_ = 0;
        --count_;
    }
    void removeEnd(std::size_t& count, WaitQueue& waiting) noexcept {
        std::unique_lock guard(lock_);
        if (--count > 0)
            return;
        while (auto* const entry = waiting.claim()) {
            auto* const waiter = entry->waiter;
            guard.unlock();
            waiter->wake();
            guard.lock();
        }
    }

    OutsideUsers users_;
    BriefLock lock_; ///< everything below
    std::size_t capacity_;
    std::unique_ptr<std::optional<T>[]> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    WaitQueue senders_;
    WaitQueue receivers_;
    std::size_t senderCount_ = 1;
    std::size_t receiverCount_ = 1;
};

} // namespace rondo::task::detail
