// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>

namespace rondo::task::detail {

/// What a pool's workers call before each task.
class Hooks {
public:
    using Function = std::function<void(std::uint32_t)>;

    void add(const void* key, Function function);
    /// Until no worker is in it.
    void remove(const void* key) noexcept;
    void call(std::uint32_t worker) noexcept {
        if (any_.load(std::memory_order_relaxed))
            callAll(worker);
    }

private:
    struct Entry {
        const void* key;
        Function function;
        std::uint32_t callers = 0;
        bool ended = false;
    };
    void callAll(std::uint32_t worker) noexcept;

    Atomic<bool> any_{false};
    BriefLock lock_; ///< everything below
    std::list<Entry> entries_;
};

} // namespace rondo::task::detail
