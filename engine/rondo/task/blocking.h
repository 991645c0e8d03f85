// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/detail/outside.h>
#include <utility>

namespace rondo::task {

/// Effects: calls `function()`, which may block its thread in the system: for a file or a foreign library.
/// Inside of a task another thread takes over the worker meanwhile, as long as the pool has a spare one;
/// elsewhere it is the call alone. Returns: what the function returns. Errors: what it throws. Progress:
/// blocking. [any but audio]
///
/// Example:
///     #include <rondo/concurrency/stop_source.h>
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     concurrency::StopSource written;
///     pool.run([&]() -> Task<> {
///         auto reader = spawn([&]() -> Task<> {
///             blocking([&] { static_cast<void>(written.token().wait(concurrency::Deadline::never())); });
///             co_return;
///         });
///         auto writer = spawn([&]() -> Task<> {
///             written.requestStop(); // runs although the only worker waits above
///             co_return;
///         });
///         co_await reader;
///         co_await writer;
///     });
///     expect(written.stopRequested());
template <class Function>
decltype(auto) blocking(Function&& function) {
    const detail::Outside outside;
    return std::forward<Function>(function)();
}

} // namespace rondo::task
