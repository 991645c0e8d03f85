// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <rondo/task/task.h>
#include <type_traits>
#include <utility>

namespace rondo::task::detail {

/// How a value is made: by a coroutine of whoever comes first, or by a plain function, which needs no task.
template <class T>
class LazyMaker {
public:
    LazyMaker() noexcept = default;
    virtual ~LazyMaker() = default;
    LazyMaker(const LazyMaker&) = delete;
    LazyMaker& operator=(const LazyMaker&) = delete;
    virtual Task<> make(std::optional<T>& value) = 0;
    virtual bool plain() const noexcept = 0;
    /// Requires: it is plain.
    virtual void makeHere(std::optional<T>& value) = 0;
};

template <class T, class Function>
class LazyMakerOf final : public LazyMaker<T> {
    using Made = std::invoke_result_t<Function&>;
    static constexpr bool isTask = std::is_same_v<Made, Task<T>>;
    static_assert(isTask || std::is_constructible_v<T, Made>,
                  "a Lazy<T> is made by what gives a T or a Task<T>");

public:
    explicit LazyMakerOf(Function&& function) : function_(std::move(function)) {}
    Task<> make(std::optional<T>& value) override {
        if constexpr (isTask) {
            T made = co_await function_();
            value.emplace(std::move(made));
        } else {
            value.emplace(function_());
            co_return;
        }
    }
    bool plain() const noexcept override { return !isTask; }
    void makeHere([[maybe_unused]] std::optional<T>& value) override {
        if constexpr (!isTask)
            value.emplace(function_());
    }

private:
    Function function_;
};

} // namespace rondo::task::detail
