// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <rondo/task/detail/place.h>
#include <source_location>

namespace rondo::task {

/// How a task fails that ends before it has awaited all that it started. The children were cancelled and have
/// ended.
class UnawaitedChild : public base::Failure {
public:
    /// Effects: makes the text from the line where the child was started. [any]
    explicit UnawaitedChild(const std::source_location& started)
        : Failure({base::ErrorCode::invalidArgument,
                   "A task has ended without awaiting the child that it started at " + detail::place(started) +
                       ", which was cancelled; await, or cancel and await, each child."}),
          started_(started) {}
    /// Returns: where the child was started. Progress: wait-free. [any]
    const std::source_location& started() const noexcept { return started_; }

private:
    std::source_location started_;
};

} // namespace rondo::task
