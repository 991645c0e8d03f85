// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <coroutine>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/timed_suspension.h>

namespace rondo::task {

namespace detail {
class Sleep : public TimedSuspension {
public:
    using TimedSuspension::TimedSuspension;
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        return suspend(caller.promise().task(), caller, [](Waiter&) { return true; });
    }
    void await_resume() {
        if (resume() == Woken::cancelled)
            throw TaskCancelled();
    }
};
} // namespace detail

/// Effects: `co_await` it: waits until `deadline`, without its thread. Errors: TaskCancelled; std::bad_alloc.
/// [a task]
inline detail::Sleep sleepUntil(concurrency::Deadline deadline) noexcept { return detail::Sleep(deadline); }
/// Effects: the same for `time` from now; a negative one lets others go first. [a task]
template <class Representation, class Period>
detail::Sleep sleepFor(std::chrono::duration<Representation, Period> time) noexcept {
    return detail::Sleep(concurrency::Deadline::in(time));
}

} // namespace rondo::task
