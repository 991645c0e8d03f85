// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/await_one.h>
#include <rondo/task/child.h>
#include <rondo/task/outcome.h>
#include <rondo/task/task.h>
#include <utility>
#include <vector>

namespace rondo::task {

/// Effects: `co_await` it: waits until one of `children` has ended, cancels the others and waits until they
/// have ended, too. What another one has made meanwhile is destroyed. Returns: the result of the first one; see
/// `awaitOne`. Errors: what the first one threw; TaskCancelled when the caller was cancelled; ForeignChild for
/// one that is not the caller's; Failure(invalidArgument) for no children. [the parent]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/sleep.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     expect(pool.run([]() -> Task<int> {
///         std::vector<Child<int>> children;
///         for (const int time : {500, 1})
///             children.push_back(spawn([time]() -> Task<int> {
///                 co_await sleepFor(std::chrono::milliseconds(time));
///                 co_return time;
///             }));
///         co_return co_await awaitFirst(std::move(children));
///     }) == 1);
template <class T>
Task<T> awaitFirst(std::vector<Child<T>> children) {
    const auto first = co_await awaitOne(children);
    for (std::size_t number = 0; number < children.size(); ++number)
        if (number != first)
            children[number].cancel();
    auto outcome = co_await children[first].outcome();
    for (std::size_t number = 0; number < children.size(); ++number)
        if (number != first)
            static_cast<void>(co_await children[number].outcome());
    if (!outcome)
        std::rethrow_exception(outcome.error());
    if constexpr (!std::is_void_v<T>)
        co_return *std::move(outcome);
}

} // namespace rondo::task
