// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <rondo/base/error.h>
#include <rondo/task/detail/place.h>
#include <source_location>
#include <string>

namespace rondo::task {

/// How a task fails that ends while a resource of its own is held elsewhere; see `Owned`. The resource was
/// finalised.
class LeakedResource : public base::Failure {
public:
    /// Effects: makes the text from the lines where the resource was made and where the task was started, and
    /// how many there are in all. [any]
    LeakedResource(const std::source_location& made, const std::source_location& owner, std::size_t count)
        : Failure({base::ErrorCode::invalidArgument,
                   "The task started at " + detail::place(owner) + " has ended and left the resource made at " +
                       detail::place(made) +
                       (count > 1 ? " and " + std::to_string(count - 1) + " more" : std::string()) +
                       " to others, who hold it still or have dropped it; it was finalised. Hand over in a "
                       "Parcel what is to outlive its task."}),
          made_(made) {}
    /// Returns: where the resource was made, the last one of several. Progress: wait-free. [any]
    const std::source_location& made() const noexcept { return made_; }

private:
    std::source_location made_;
};

} // namespace rondo::task
