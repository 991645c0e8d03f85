// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/scope.h>
#include <rondo/task/task.h>
#include <source_location>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace rondo::task {

/// Effects: `co_await` it: awaits `function(item)`, which makes a Task, for each of `items`, at most `atOnce`
/// of them at a time, 0: as many as the pool has workers; each begins in the order of the items. Requires: the
/// items live until it has ended. Returns: the results in the order of the items. Errors: the first exception
/// of one of them, after the others were cancelled and have ended; TaskCancelled when the caller was cancelled;
/// std::bad_alloc. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     const std::vector<int> numbers{1, 2, 3};
///     const auto squares = pool.run([&]() -> Task<std::vector<int>> {
///         co_return co_await parallelMap(std::span(numbers),
///                                        [](int number) -> Task<int> { co_return number * number; });
///     });
///     expect(squares == std::vector<int>{1, 4, 9});
template <class Item, class Function,
          class Result = typename detail::ResultOfTask<std::invoke_result_t<Function&, Item&>>::Type>
Task<std::vector<Result>> parallelMap(std::span<Item> items, Function function, std::size_t atOnce = 0,
                                      std::source_location where = std::source_location::current()) {
    static_assert(!std::is_void_v<Result>, "parallelMap gathers results; for tasks without one use withScope");
    std::vector<std::optional<Result>> found(items.size());
    detail::Atomic<std::size_t> next{0};
    const auto width = atOnce != 0 ? atOnce : detail::currentTask("parallelMap").pool.workerCount();
    co_await withScope(
        [&](Scope& scope) -> Task<> {
            for (std::size_t runner = 0; runner < std::min(width, items.size()); ++runner)
                scope.spawn(
                    [&]() -> Task<> {
                        for (auto number = next.fetch_add(1); number < items.size();
                             number = next.fetch_add(1)) {
                            auto result = co_await function(items[number]);
                            found[number].emplace(std::move(result));
                        }
                    },
                    {}, where);
            co_return;
        },
        {}, where);
    std::vector<Result> results;
    results.reserve(found.size());
    for (auto& result : found)
        results.push_back(*std::move(result));
    co_return results;
}

} // namespace rondo::task
