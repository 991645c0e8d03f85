// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <vector>

namespace rondo::task::detail {

class Waiter;

/// When a waiter is to be woken, in the frame that it waits in.
struct Timer {
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
    std::int64_t at = 0; ///< ns of the pool's clock
    Waiter* waiter = nullptr;
    std::size_t place = nowhere; ///< in the heap, under its lock
};

/// The timers of a pool; a binary heap that knows each one's place, so that taking one out costs the logarithm.
class TimerHeap {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    /// Returns whether it is now the first one. Throws std::bad_alloc, and then has taken nothing.
    bool add(Timer& timer);
    /// Takes one out that may have been fired already. After it nobody looks at the waiter any more.
    void remove(Timer& timer) noexcept;
    /// Wakes those whose time has come. Returns how many.
    std::size_t fire(std::int64_t now) noexcept;
    /// When the first one is due; `never` when there is none.
    std::int64_t next() const noexcept { return next_.load(std::memory_order_relaxed); }

    /// The same in the order of the additions; see `RunQueue::look`.
    std::int64_t look() noexcept;

private:
    void put(std::size_t place, Timer* timer) noexcept;
    void up(std::size_t place) noexcept;
    void down(std::size_t place) noexcept;
    void takeOut(std::size_t place) noexcept;

    BriefLock lock_;
    std::vector<Timer*> heap_;
    Atomic<std::int64_t> next_{never};
};

} // namespace rondo::task::detail
