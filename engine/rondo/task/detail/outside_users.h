// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/wait_kind.h>

namespace rondo::task::detail {

/// Whether threads outside of pools know a thing, because it was made or once used by one, and so may let those
/// go on that wait for it.
class OutsideUsers {
public:
    bool any() const noexcept { return any_.load(std::memory_order_relaxed); }
    /// What a wait for the thing counts as, which is of the kind `own` otherwise.
    WaitKind kindOf(WaitKind own) const noexcept { return any() ? WaitKind::world : own; }
    /// The calling thread uses the thing.
    void note() noexcept {
        if (!runsTask())
            any_.store(true, std::memory_order_relaxed);
    }

private:
    Atomic<bool> any_{!runsTask()};
};

} // namespace rondo::task::detail
