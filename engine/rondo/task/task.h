// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <rondo/task/detail/promise.h>
#include <utility>

namespace rondo::task {

namespace detail {
template <class T, class Function>
class SpawnedFunction;
}

/// A coroutine of a task, which begins when it is awaited and goes on as part of the task that awaits it: a
/// call that can wait without its thread. To run beside its caller it becomes a task of its own: see `spawn`.
/// A task that is cancelled meets TaskCancelled where it next waits.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 1});
///     const auto half = [](int number) -> Task<int> { co_return number / 2; };
///     expect(pool.run([&]() -> Task<int> { co_return co_await half(84); }) == 42);
template <class T = void>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;

    Task(std::coroutine_handle<promise_type> coroutine) noexcept
        : coroutine_(coroutine) {} // NOLINT: made by one
    Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, {})) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(coroutine_, other.coroutine_);
        return *this;
    }
    ~Task() {
        if (coroutine_)
            coroutine_.destroy();
    }

    /// Effects: runs it to its end, within the task that awaits it. Returns: its value. Errors: what it threw.
    auto operator co_await() && noexcept { return Call{coroutine_}; }

private:
    template <class, class>
    friend class detail::SpawnedFunction;

    struct Call {
        std::coroutine_handle<promise_type> coroutine;
        bool await_ready() const noexcept { return false; }
        template <class Caller>
        void await_suspend(std::coroutine_handle<Caller> caller) const noexcept {
            auto& task = caller.promise().task();
            coroutine.promise().begin(task, caller);
            detail::Worker::current()->goOn(coroutine);
        }
        T await_resume() const { return coroutine.promise().take(); }
    };

    std::coroutine_handle<promise_type> coroutine_;
};

} // namespace rondo::task
