// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <new>
#include <optional>
#include <rondo/task/detail/block_cache.h>
#include <rondo/task/detail/resource.h>
#include <rondo/task/detail/task_node.h>
#include <rondo/task/outcome.h>
#include <rondo/task/task.h>
#include <rondo/task/unawaited_child.h>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

/// A task with a result.
template <class T>
class Spawned : public TaskNode {
public:
    using TaskNode::TaskNode;
    /// When it has finished, once.
    T take() {
        if (auto thrown = failure())
            std::rethrow_exception(std::move(thrown));
        if constexpr (!std::is_void_v<T>)
            return *std::move(value_);
    }

    /// The same, without throwing.
    Outcome<T> outcome() {
        if (auto thrown = failure())
            return tl::unexpected(std::move(thrown));
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return *std::move(value_);
    }
    /// Whether it has ended with a result. When it has finished.
    bool succeeded() const noexcept { return thrown_ == nullptr && unawaited() == nullptr; }

protected:
    ~Spawned() = default;
    void keep(Promise<T>& promise) noexcept {
        thrown_ = promise.thrown();
        if constexpr (!std::is_void_v<T>)
            if (auto& value = promise.value())
                value_.emplace(*std::move(value));
    }

    /// Unless it has failed already.
    void fail(std::exception_ptr why) noexcept {
        if (thrown_ == nullptr)
            thrown_ = std::move(why);
    }

private:
    std::exception_ptr failure() {
        if (const auto* const started = unawaited(); started != nullptr && thrown_ == nullptr)
            return std::make_exception_ptr(UnawaitedChild(*started));
        return std::exchange(thrown_, nullptr);
    }

    struct Nothing {};
    std::exception_ptr thrown_;
    [[no_unique_address]] std::conditional_t<std::is_void_v<T>, Nothing, std::optional<T>> value_;
};

template <class Function>
struct ResultOfTask;
template <class T>
struct ResultOfTask<Task<T>> {
    using Type = T;
};
/// What the Task that a function makes gives.
template <class Function>
using ResultOf = typename ResultOfTask<std::invoke_result_t<Function&>>::Type;

/// A task, and the function that made its coroutine, whose captures the coroutine looks at.
template <class T, class Function>
class SpawnedFunction final : public Spawned<T> {
public:
    static SpawnedFunction& make(PoolCore& owner, TaskNode* above, std::source_location where,
                                 Function&& function) {
        void* const block = BlockCache::allocate(sizeof(SpawnedFunction));
        try {
            return *new (block) SpawnedFunction(owner, above, where, std::move(function));
        } catch (...) {
            BlockCache::release(block, sizeof(SpawnedFunction));
            throw;
        }
    }
    ~SpawnedFunction() {}
    /// One without parent is its maker's to destroy.
    void destroy() noexcept override {
        this->releaseChildren();
        this->settle();
        std::destroy_at(this);
        BlockCache::release(this, sizeof(SpawnedFunction));
    }

    void settle() noexcept override {
        if (!this->holds)
            return;
        this->holds = false;
        // At its end it was its own innermost coroutine.
        const auto coroutine = std::coroutine_handle<Promise<T>>::from_address(this->resume.address());
        this->keep(coroutine.promise());
        const auto resources = this->owns ? settling(*this) : nullptr;
        coroutine.destroy();
        std::destroy_at(&function_);
        if (resources != nullptr)
            this->fail(detail::settle(*this, *resources));
    }

private:
    SpawnedFunction(PoolCore& owner, TaskNode* above, std::source_location where, Function&& function)
        : Spawned<T>(owner, above, where), function_(std::move(function)) {
        try {
            auto task = function_();
            const auto coroutine = std::exchange(task.coroutine_, {});
            coroutine.promise().begin(*this);
            this->resume = coroutine;
            this->holds = true;
        } catch (...) {
            std::destroy_at(&function_);
            throw;
        }
    }

    union {
        Function function_;
    };
};

} // namespace rondo::task::detail
