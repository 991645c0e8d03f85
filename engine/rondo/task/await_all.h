// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/child.h>
#include <rondo/task/outcome.h>
#include <rondo/task/task.h>
#include <vector>

namespace rondo::task {

/// Effects: `co_await` it: waits until all of `children` have ended, also when some fail. Returns: what each
/// one ended with, in their order. Errors: TaskCancelled when the caller was cancelled; ForeignChild for one
/// that is not the caller's or was awaited already; std::bad_alloc. [the parent]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     pool.run([]() -> Task<> {
///         std::vector<Child<int>> children;
///         for (int number = 0; number < 3; ++number)
///             children.push_back(spawn([number]() -> Task<int> { co_return 10 * number; }));
///         const auto outcomes = co_await awaitAll(std::move(children));
///         expect(outcomes.size() == 3 && *outcomes[2] == 20);
///     });
template <class T>
Task<std::vector<Outcome<T>>> awaitAll(std::vector<Child<T>> children) {
    std::vector<Outcome<T>> outcomes;
    outcomes.reserve(children.size());
    for (auto& child : children) {
        auto outcome = co_await child.outcome();
        outcomes.push_back(std::move(outcome));
    }
    co_return outcomes;
}

} // namespace rondo::task
