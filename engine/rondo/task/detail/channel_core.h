// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <rondo/concurrency/channel_result.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/outside_users.h>
#include <rondo/task/detail/ring.h>
#include <rondo/task/detail/wait_queue.h>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

/// Enlists without further ado.
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

    explicit ChannelCore(std::size_t capacity) : ring_(capacity) {}

    /// Takes `item` when it is done. When it is full, enlists `entry`, if any.
    Result send(T& item, WaitEntry* entry) noexcept {
        bool held = false;
        return sendQuickly(item, held) ? Result::done : sendHeld(held, item, entry, Enter{});
    }
    /// Fills `item` when it is done. When it is empty, enlists `entry` likewise.
    Result receive(std::optional<T>& item, WaitEntry* entry) noexcept {
        bool held = false;
        return receiveQuickly(item, held) ? Result::done : receiveHeld(held, item, entry, Enter{});
    }
    /// What most steps are where there is room: they meet nobody who waits. Return whether it is done; the rest
    /// is the next two's otherwise, with the lock `held` or not.
    bool sendQuickly(T& item, bool& held) noexcept {
        held = lock_.tryLock();
        if (!held || !receivers_.empty() || ring_.full())
            return false;
        ring_.push(std::move(item));
        lock_.unlock();
        return true;
    }
    bool receiveQuickly(std::optional<T>& item, bool& held) noexcept {
        held = lock_.tryLock();
        if (!held || !senders_.empty() || ring_.empty())
            return false;
        ring_.pop(item);
        lock_.unlock();
        return true;
    }
    /// As `send` and `receive` from there on, unless `enter()`, called under the lock before anybody can see
    /// the entry, returns false.
    template <class Before>
    Result sendHeld(bool held, T& item, WaitEntry* entry, Before enter) noexcept {
        Waiter* receiver = nullptr;
        if (!held)
            lock_.lock();
        const auto result = sendLocked(item, receiver);
        if (result == Result::full && entry != nullptr && enter())
            enlistSender(*entry, item);
        lock_.unlock();
        if (receiver != nullptr)
            receiver->wake();
        return result;
    }
    template <class Before>
    Result receiveHeld(bool held, std::optional<T>& item, WaitEntry* entry, Before enter) noexcept {
        Waiter* sender = nullptr;
        if (!held)
            lock_.lock();
        const auto result = receiveLocked(item, sender);
        if (result == Result::empty && entry != nullptr && enter())
            enlistReceiver(*entry, item);
        lock_.unlock();
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
        } else if (!ring_.full()) {
            ring_.push(std::move(item));
        } else {
            return Result::full;
        }
        return Result::done;
    }
    Result receiveLocked(std::optional<T>& item, Waiter*& wakes) noexcept {
        if (!ring_.empty()) {
            ring_.pop(item);
            if (auto* const waiting = senders_.claim()) {
                ring_.push(std::move(*static_cast<T*>(std::exchange(waiting->place, nullptr))));
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
        Ring<T> items(0);
        const std::lock_guard guard(lock_);
        if (receiverCount_ == 0)
            items.swap(ring_);
    }

private:
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
    Ring<T> ring_;
    WaitQueue senders_;
    WaitQueue receivers_;
    std::size_t senderCount_ = 1;
    std::size_t receiverCount_ = 1;
};

} // namespace rondo::task::detail
