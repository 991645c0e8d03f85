// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace rondo::task {

/// What became of the resources of a pool's tasks; see `Owned`.
struct ResourceCounts {
    std::uint64_t made = 0;
    std::uint64_t finalised = 0; ///< by a release, the end of what held it, or its task's
    std::uint64_t leaked = 0;    ///< of those, the ones that outlived their task in somebody's hands
    std::uint64_t failed = 0;    ///< finalisers that threw where nobody could catch it
    std::string lastFailure;     ///< what the last one of these threw, and where the resource was made
};

/// Returns: those of the calling task's pool so far. Errors: Failure(wrongThread) outside of a task;
/// std::bad_alloc. Progress: blocking, briefly. [a task]
///
/// Example:
///     #include <rondo/task/owned.h>
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     pool.run([]() -> Task<> {
///         { const Owned number(1); }
///         const auto counts = resourceCounts();
///         expect(counts.made == 1 && counts.finalised == 1 && counts.leaked == 0);
///         co_return;
///     });
ResourceCounts resourceCounts();

} // namespace rondo::task
