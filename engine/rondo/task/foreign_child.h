// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/base/error.h>
#include <rondo/task/detail/place.h>
#include <source_location>
#include <string>

namespace rondo::task {

/// How a task fails that touches a child that is not its own, or not its own any more.
class ForeignChild : public base::Failure {
public:
    /// Effects: makes the text: what was to be done with the child, e.g. "awaited", and where the child and the
    /// caller were started. [any]
    ForeignChild(const char* what, const std::source_location& child, const std::source_location& caller)
        : Failure({base::ErrorCode::notOwner, "The child started at " + detail::place(child) + " was to be " +
                                                  what + " by the task started at " + detail::place(caller) +
                                                  ", and belongs to the one that started it; do it there."}) {}
    /// Effects: the same for a handle that was awaited already. [any]
    ForeignChild(const char* what, const std::source_location& caller)
        : Failure({base::ErrorCode::notOwner,
                   std::string("A child was to be ") + what + " by the task started at " +
                       detail::place(caller) + ", and its handle was used up: each child is awaited once."}) {}
};

} // namespace rondo::task
