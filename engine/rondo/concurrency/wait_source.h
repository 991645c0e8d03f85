// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/wait_list.h>

namespace rondo::concurrency {

namespace detail {
class Watch;
}

/// One thing that `waitAny` can wait for: a channel's end that became readable or writable, a counter that
/// moved, a stop. Made by the thing itself (`receiver.readable()`); must not outlive it. Carries its own place
/// in the thing's list of waiters, so that waiting for any number of sources allocates nothing.
///
/// Example:
///     #include <rondo/concurrency/rendezvous_slot.h>
///     RendezvousSlot<int> slot;
///     const WaitSource takeable = slot.takeable();
///     expect(!takeable.ready());
///     expect(slot.give(7).has_value() && takeable.ready());
class WaitSource {
public:
    using Ready = bool (*)(const void* object) noexcept;
    using ReadyFor = bool (*)(const void* object, std::uint64_t argument) noexcept;

    /// Effects: none. `isReady(object)` must be wait-free and seq_cst where it reads what a notifier changes.
    /// [any]
    WaitSource(detail::WaitList& list, const void* object, Ready isReady) noexcept
        : list_(&list), object_(object), ready_(isReady) {}
    /// Effects: the same for `isReady(object, argument)`: the count that was seen, the bits that are waited
    /// for. [any]
    WaitSource(detail::WaitList& list, const void* object, ReadyFor isReady, std::uint64_t argument) noexcept
        : list_(&list), object_(object), readyFor_(isReady), argument_(argument) {}
    WaitSource(const WaitSource& other) noexcept
        : list_(other.list_), object_(other.object_), ready_(other.ready_), readyFor_(other.readyFor_),
          argument_(other.argument_) {}
    WaitSource& operator=(const WaitSource&) = delete;

    /// Returns: whether the thing is ready now. Progress: wait-free. [any]
    bool ready() const noexcept {
        return readyFor_ != nullptr ? readyFor_(object_, argument_) : ready_(object_);
    }
    /// Returns: whether the last `waitAny` over this very source found it ready. Progress: wait-free. [any, the
    /// thread that waited]
    bool wasReady() const noexcept { return wasReady_; }

private:
    friend class detail::Watch;
    detail::WaitList* list_;
    const void* object_;
    Ready ready_ = nullptr;
    ReadyFor readyFor_ = nullptr;
    std::uint64_t argument_ = 0;
    bool wasReady_ = false;
    detail::Atomic<bool> watched_{false};
    detail::WaitNode node_;
};

} // namespace rondo::concurrency
