// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/claimed.h>
#include <rondo/task/detail/outside_users.h>
#include <rondo/task/detail/wait_queue.h>

namespace rondo::task::detail {

/// What tasks and threads stand in line for: who waits, and the lock of whatever it is.
struct Line {
    OutsideUsers users;
    BriefLock lock;
    WaitQueue waiting; ///< under the lock

    /// Takes an entry out that may be out already.
    void leave(WaitEntry& entry) noexcept {
        const std::lock_guard guard(lock);
        waiting.remove(entry);
    }
};

} // namespace rondo::task::detail
