// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <rondo/base/error.h>
#include <string>
#include <thread>

namespace rondo::graph::detail {

/// Finds out when two threads use the control side at once, which belongs to one at a time. All calls: [any].
class OneAtATime {
public:
    /// A call, from its begin to its end.
    class Turn {
    public:
        /// `call`: its name, a literal. Progress: wait-free.
        Turn(OneAtATime& owner, const char* call) noexcept : owner_(owner), call_(call) {
            taken_ = owner.running_.compare_exchange_strong(other_, call, std::memory_order_acquire,
                                                            std::memory_order_relaxed);
            if (taken_)
                owner_.thread_.store(std::this_thread::get_id(), std::memory_order_relaxed);
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            if (!taken_)
                return;
            owner_.thread_.store({}, std::memory_order_relaxed);
            owner_.running_.store(nullptr, std::memory_order_release);
        }
        bool taken() const noexcept { return taken_; }
        /// Requires: the turn is another's. Returns: what to tell the caller.
        base::Error refusal() const {
            return {base::ErrorCode::wrongThread,
                    std::string("Another thread is in the middle of GraphControl's ") + other_ + ", so this " +
                        call_ +
                        " was refused and has changed nothing; use a graph's control side from one thread "
                        "at a time, and send this again."};
        }

    private:
        OneAtATime& owner_;
        const char* call_;
        const char* other_ = nullptr;
        bool taken_;
    };

    /// Effects: `ask()` in a turn of its own, after the one that runs; at once when that is this thread's, of
    /// which this is a part: a node asks while it is prepared. Progress: blocking.
    template <class Ask>
    auto wait(const char* call, Ask ask) {
        if (thread_.load(std::memory_order_relaxed) == std::this_thread::get_id())
            return ask();
        while (true) {
            if (const Turn turn(*this, call); turn.taken())
                return ask();
            std::this_thread::yield();
        }
    }

private:
    std::atomic<const char*> running_{nullptr};
    std::atomic<std::thread::id> thread_{};
};

} // namespace rondo::graph::detail
