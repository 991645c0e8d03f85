// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/suspension.h>

namespace rondo::task {

namespace detail {
class Yield : public Suspension {
public:
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> caller) {
        return suspendOnce(caller.promise().task(), caller);
    }
    void await_resume() {
        if (resume() == Woken::cancelled)
            throw TaskCancelled();
    }
};
} // namespace detail

/// Effects: `co_await` it: lets other tasks that are ready go first. Errors: TaskCancelled. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 1});
///     std::string said;
///     pool.run([&]() -> Task<> {
///         auto child = spawn([&]() -> Task<> {
///             said += "hello ";
///             co_return;
///         });
///         co_await yield();
///         said += "world";
///         co_await child;
///     });
///     expect(said == "hello world");
inline detail::Yield yield() noexcept { return {}; }

} // namespace rondo::task
