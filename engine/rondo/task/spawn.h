// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/task/child.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/spawned.h>
#include <rondo/task/spawn_options.h>
#include <source_location>
#include <utility>

namespace rondo::task {

/// Effects: makes a child of the calling task that runs `function()`, which makes a Task; it begins when a
/// worker comes to it, never inside this call. The function is moved to where the child is and lives as long.
/// Returns: the child. Errors: std::bad_alloc and what the function throws: then there is no child;
/// Failure(wrongThread) outside of a task; Failure(invalidArgument) for a worker that is not there. Progress:
/// blocking, briefly. [a task]
template <class Function>
Child<detail::ResultOf<Function>> spawn(Function function, SpawnOptions options = {},
                                        std::source_location where = std::source_location::current()) {
    using T = detail::ResultOf<Function>;
    auto& parent = detail::currentTask("spawn");
    const detail::Placement placement(parent, options);
    auto& child = detail::SpawnedFunction<T, Function>::make(parent.pool, &parent, where, std::move(function));
    placement.start(parent, child);
    return Child<T>(child);
}

} // namespace rondo::task
