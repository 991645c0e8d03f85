// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <rondo/concurrency/audio_thread.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency::detail {

/// How a closure is called: with nothing, or with the executor's AudioThread.
template <class Function>
class Closure {
    static constexpr bool takesNothing = std::is_invocable_v<Function&>;
    static_assert(takesNothing || std::is_invocable_v<Function&, AudioThread&>,
                  "a closure takes nothing or an AudioThread&");
    static auto call(Function& function, ExecutorCore& core) -> decltype(auto) {
        if constexpr (takesNothing) {
            static_cast<void>(core);
            return std::invoke(function);
        } else {
            AudioThread thread(&core);
            return std::invoke(function, thread);
        }
    }

public:
    using Result = decltype(call(std::declval<Function&>(), std::declval<ExecutorCore&>()));
    static Result invoke(Function& function, ExecutorCore& core) { return call(function, core); }
};

template <class Function>
using ClosureResult = typename Closure<std::remove_reference_t<Function>>::Result;

/// What a Result can carry of it.
template <class Result>
using Carried = std::conditional_t<std::is_reference_v<Result>,
                                   std::reference_wrapper<std::remove_reference_t<Result>>, Result>;

/// Keeps what a closure returned until its caller takes it.
template <class Result>
class ResultCell {
public:
    template <class Function>
    void fill(Function& function, ExecutorCore& core) {
        if constexpr (std::is_void_v<Result>)
            Closure<Function>::invoke(function, core);
        else if constexpr (std::is_reference_v<Result>)
            held_ = std::addressof(Closure<Function>::invoke(function, core));
        else
            held_.emplace(Closure<Function>::invoke(function, core));
    }
    Result take() {
        if constexpr (std::is_reference_v<Result>)
            return static_cast<Result>(*held_);
        else if constexpr (!std::is_void_v<Result>)
            return std::move(*held_);
    }

private:
    using Held =
        std::conditional_t<std::is_void_v<Result>, std::nullptr_t,
                           std::conditional_t<std::is_reference_v<Result>, std::remove_reference_t<Result>*,
                                              std::optional<Result>>>;
    Held held_{};
};

} // namespace rondo::concurrency::detail
