// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/wait_list.h>

namespace rondo::concurrency {

/// One thing that `waitAny` can wait for: a channel's end that became readable or writable, a counter that
/// moved, a stop. Made by the thing itself (`receiver.readable()`); must not outlive it. Carries its own place
/// in the thing's list of waiters, so that waiting for any number of sources allocates nothing.
class WaitSource {
public:
    using Ready = bool (*)(const void* object) noexcept;

    /// Effects: none. `ready(object)` must be wait-free and seq_cst where it reads what a notifier changes.
    /// [any]
    WaitSource(detail::WaitList& list, const void* object, Ready ready) noexcept
        : list_(&list), object_(object), ready_(ready) {}
    WaitSource(const WaitSource& other) noexcept
        : list_(other.list_), object_(other.object_), ready_(other.ready_) {}
    WaitSource& operator=(const WaitSource&) = delete;

    /// Returns: whether the thing is ready now. Progress: wait-free. [any]
    bool ready() const noexcept { return ready_(object_); }

private:
    friend class WaitAny;
    detail::WaitList* list_;
    const void* object_;
    Ready ready_;
    detail::WaitNode node_;
};

} // namespace rondo::concurrency
