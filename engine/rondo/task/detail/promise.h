// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <rondo/task/detail/block_cache.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/detail/worker.h>
#include <utility>
#include <variant>

namespace rondo::task::detail {

/// What the coroutines of tasks have in common. Each returns to its worker's loop when it calls another one, or
/// ends, and the loop goes on with the other: so a chain of any length takes no stack, whatever the compiler
/// makes of tail calls.
class PromiseBase {
public:
    /// No executor resumes a task, because its pool alone knows where it goes on; see `runOn`.
    struct NeverOnExecutor {};

    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return End{}; }
    void unhandled_exception() noexcept { thrown_ = std::current_exception(); }

    static void* operator new(std::size_t size) { return BlockCache::allocate(size); }
    static void operator delete(void* frame, std::size_t size) noexcept { BlockCache::release(frame, size); }

    TaskNode& task() const noexcept { return *task_; }
    /// As the outermost coroutine of a task.
    void begin(TaskNode& task) noexcept { task_ = &task; }
    /// As one that another one waits for.
    void begin(TaskNode& task, std::coroutine_handle<> caller) noexcept {
        task_ = &task;
        caller_ = caller;
    }

    std::exception_ptr thrown() noexcept { return std::exchange(thrown_, nullptr); }

protected:
    void rethrow() {
        if (thrown_)
            std::rethrow_exception(thrown());
    }

private:
    struct End {
        bool await_ready() noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            const PromiseBase& promise = ended.promise();
            if (promise.caller_)
                Worker::current()->goOn(promise.caller_);
            else {
                promise.task_->resume = ended;
                promise.task_->end();
            }
        }
        void await_resume() noexcept {}
    };

    TaskNode* task_ = nullptr;
    std::coroutine_handle<> caller_;
    std::exception_ptr thrown_;
};

template <class T>
class Promise : public PromiseBase {
public:
    std::coroutine_handle<Promise> get_return_object() noexcept {
        return std::coroutine_handle<Promise>::from_promise(*this);
    }
    template <class Value>
    void return_value(Value&& value) {
        value_.emplace(std::forward<Value>(value));
    }
    T take() {
        rethrow();
        return *std::move(value_);
    }
    std::optional<T>& value() noexcept { return value_; }

private:
    std::optional<T> value_;
};

template <>
class Promise<void> : public PromiseBase {
public:
    std::coroutine_handle<Promise> get_return_object() noexcept {
        return std::coroutine_handle<Promise>::from_promise(*this);
    }
    void return_void() noexcept {}
    void take() { rethrow(); }
};

} // namespace rondo::task::detail
