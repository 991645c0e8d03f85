// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <optional>
#include <rondo/task/child.h>
#include <rondo/task/spawn.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/time_limit.h>
#include <source_location>
#include <type_traits>
#include <utility>

namespace rondo::task {

namespace detail {
/// bool for nothing, else std::optional.
template <class T>
using Timely =
    std::conditional_t<std::is_void_v<T>, bool, std::optional<std::conditional_t<std::is_void_v<T>, int, T>>>;

inline bool isCancellation(const std::exception_ptr& thrown) noexcept {
    try {
        std::rethrow_exception(thrown);
    } catch (const TaskCancelled&) {
        return true;
    } catch (...) {
        return false;
    }
}
} // namespace detail

/// Effects: `co_await` it: runs `function()`, which makes a Task, as a child; when `limit` is over first the
/// child is cancelled and waited for. What it makes nevertheless is kept. Returns: its result in an optional;
/// for a Task<> whether it came to its end; nothing, and false, when it was cancelled. Errors: what it threw;
/// TaskCancelled when the caller was cancelled; std::bad_alloc. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/sleep.h>
///     Pool pool({.workers = 1});
///     pool.run([]() -> Task<> {
///         const auto slow = []() -> Task<int> {
///             co_await sleepFor(std::chrono::hours(1));
///             co_return 1;
///         };
///         const auto result = co_await withTimeout(std::chrono::milliseconds(1), slow);
///         expect(!result);
///     });
template <class Function>
Task<detail::Timely<detail::ResultOf<Function>>>
withTimeout(TimeLimit limit, Function function, std::source_location where = std::source_location::current()) {
    auto child = spawn(std::move(function), {}, where);
    const bool inTime = co_await child.endedWithin(limit);
    if (!inTime)
        child.cancel();
    auto outcome = co_await child.outcome();
    if (!outcome && !inTime && detail::isCancellation(outcome.error()))
        co_return detail::Timely<detail::ResultOf<Function>>{};
    if (!outcome)
        std::rethrow_exception(outcome.error());
    if constexpr (std::is_void_v<detail::ResultOf<Function>>)
        co_return true;
    else
        co_return *std::move(outcome);
}

} // namespace rondo::task
