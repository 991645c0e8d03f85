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
inline detail::Yield yield() noexcept { return {}; }

} // namespace rondo::task
