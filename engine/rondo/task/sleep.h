// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/time_limit.h>

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

/// Effects: `co_await` it: waits for `time`, or until a Deadline, without its thread; one that is over already
/// lets others go first. Errors: TaskCancelled; std::bad_alloc. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     const auto before = pool.now();
///     pool.run([]() -> Task<> { co_await sleepFor(std::chrono::milliseconds(2)); });
///     expect(pool.now() - before >= 2'000'000);
inline detail::Sleep sleepFor(TimeLimit time) noexcept { return detail::Sleep(time); }

} // namespace rondo::task
