// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/io/detail/descriptor.h>

namespace rondo::task::detail {

enum class WaitEnd : std::uint8_t { ready, timeout, closed, deaf, noMemory };

/// A task that waits until a descriptor can be read or written.
class DescriptorWait : public TimedSuspension {
public:
    DescriptorWait(Descriptor& descriptor, Direction direction, TimeLimit limit) noexcept
        : TimedSuspension(limit), descriptor_(descriptor), direction_(direction) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        return suspend(caller.promise().task(), caller, [&](Waiter& waiter) {
            listening_ = descriptor_.enlist(direction_, entry_, waiter);
            return listening_ == Listening::enlisted;
        });
    }
    WaitEnd await_resume() {
        if (enlisted() && listening_ == Listening::enlisted)
            descriptor_.leave(direction_, entry_);
        switch (resume()) {
        case Woken::cancelled:
            throw TaskCancelled();
        case Woken::timeout:
            return WaitEnd::timeout;
        default:
            break;
        }
        switch (listening_) {
        case Listening::closed:
            return WaitEnd::closed;
        case Listening::deaf:
            return WaitEnd::deaf;
        case Listening::noMemory:
            return WaitEnd::noMemory;
        default:
            return WaitEnd::ready;
        }
    }

private:
    Descriptor& descriptor_;
    Direction direction_;
    Listening listening_ = Listening::enlisted;
    WaitEntry entry_;
};

} // namespace rondo::task::detail
