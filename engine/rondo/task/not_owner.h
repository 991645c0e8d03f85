// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <rondo/base/error.h>
#include <rondo/task/detail/place.h>
#include <source_location>
#include <string>

namespace rondo::task {

/// How a task fails that uses another one's resource; see `Owned`.
class NotOwner : public base::Failure {
public:
    /// Where a resource was made, and its owner started; and whether that one has ended.
    struct Resource {
        std::source_location made;
        std::source_location owner;
        bool ended = false;
    };

    /// Effects: makes the text; without a `user` it is a thread that runs no task. [any]
    NotOwner(const Resource& resource, const std::optional<std::source_location>& user)
        : Failure({base::ErrorCode::notOwner,
                   "The resource made at " + detail::place(resource.made) +
                       (resource.ended ? " was finalised when its owner ended, the task started at "
                                       : " belongs to the task started at ") +
                       detail::place(resource.owner) + ", and was to be used by " +
                       (user ? "the task started at " + detail::place(*user)
                             : std::string("a thread that runs no task")) +
                       "; hand it over in a Parcel."}),
          resource_(resource) {}
    /// Returns: what was to be used. Progress: wait-free. [any]
    const Resource& resource() const noexcept { return resource_; }

private:
    Resource resource_;
};

} // namespace rondo::task
