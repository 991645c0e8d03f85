// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <rondo/task/pool.h>
#include <utility>

namespace rondo::task {

/// A function that each worker of a pool calls before each task that it runs: to count, to watch, to poll
/// something foreign. It is called by several workers at once, and ends with this object; one that throws is
/// called no more.
///
/// Example:
///     std::atomic<int> turns{0};
///     Pool pool({.workers = 1});
///     {
///         const Hook hook(pool, [&](std::uint32_t) { ++turns; });
///         pool.run([]() -> Task<> { co_return; });
///     }
///     expect(turns > 0);
class Hook {
public:
    /// Effects: `called(number of the worker)` from now on. Errors: std::bad_alloc. Progress: blocking,
    /// briefly. [any but audio, and no hook]
    Hook(Pool& pool, std::function<void(std::uint32_t)> called) : core_(*pool.core_) {
        core_.hooks().add(this, std::move(called));
    }
    /// Effects: waits until no worker is in it. Progress: blocking. [any but audio, and no hook]
    ~Hook() { core_.hooks().remove(this); }
    Hook(const Hook&) = delete;
    Hook& operator=(const Hook&) = delete;

private:
    detail::PoolCore& core_;
};

} // namespace rondo::task
