// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/parker.h>
#include <rondo/task/detail/thread.h>
#include <vector>

namespace rondo::task::detail {

class PoolCore;

/// Looks at a pool a few times a second while it has tasks, and tells of those that keep their worker or wait
/// for each other.
class Keeper {
public:
    explicit Keeper(PoolCore& pool);
    ~Keeper();
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;

    /// There is a task again.
    void rouse() noexcept {
        if (asleep_.load(std::memory_order_relaxed))
            parker_.unpark();
    }

private:
    struct Seen {
        std::uint64_t turns = 0;
        std::int64_t since = 0; ///< when it was first seen so
        bool told = false;
    };
    void live() noexcept;
    void lookForStalls();
    void lookForDeadlock();

    PoolCore& pool_;
    Parker parker_;
    Atomic<bool> asleep_{false};
    Atomic<bool> stopping_{false};
    std::vector<Seen> seen_; ///< by worker
    std::uint64_t quietTurns_ = ~std::uint64_t{0};
    bool told_ = false; ///< of the deadlock at `quietTurns_`
    Thread thread_;
};

} // namespace rondo::task::detail
