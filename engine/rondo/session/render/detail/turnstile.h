// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/task/channel.h>
#include <utility>

namespace rondo::session::detail {

/// Lets so many in at a time, in the order in which they queued, whenever they come to wait.
class Turnstile : public std::enable_shared_from_this<Turnstile> {
public:
    /// Being inside; its end lets the next one in, also when nobody has received it.
    class Place {
    public:
        explicit Place(std::shared_ptr<Turnstile> turnstile) noexcept : turnstile_(std::move(turnstile)) {}
        Place(Place&&) noexcept = default;
        Place& operator=(Place&& other) noexcept {
            std::swap(turnstile_, other.turnstile_);
            return *this;
        }
        ~Place() {
            if (turnstile_)
                turnstile_->leave();
        }
        void forget() noexcept { turnstile_.reset(); }

    private:
        std::shared_ptr<Turnstile> turnstile_;
    };

    explicit Turnstile(std::uint32_t places) noexcept : free_(places) {}

    /// Returns where the place comes when it is the caller's turn.
    task::ChannelReceiver<Place> queue() {
        auto [sender, receiver] = task::makeChannel<Place>(1);
        std::unique_lock lock(mutex_);
        if (free_ == 0) {
            waiting_.push_back(std::move(sender));
        } else {
            --free_;
            lock.unlock();
            Place place(shared_from_this());
            static_cast<void>(sender.trySend(place));
        }
        return std::move(receiver);
    }

private:
    void leave() noexcept {
        for (;;) {
            std::optional<task::ChannelSender<Place>> next;
            {
                const std::lock_guard lock(mutex_);
                if (waiting_.empty()) {
                    ++free_;
                    return;
                }
                next.emplace(std::move(waiting_.front()));
                waiting_.pop_front();
            }
            Place place(shared_from_this());
            if (next->trySend(place) == concurrency::ChannelResult::done)
                return;
            place.forget(); // that one waits no more
        }
    }

    std::mutex mutex_; ///< everything below
    std::uint32_t free_;
    std::deque<task::ChannelSender<Place>> waiting_;
};

} // namespace rondo::session::detail
