// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/audio_thread.h>
#include <rondo/concurrency/closure_name.h>
#include <rondo/concurrency/executor.h>
#include <rondo/task/detail/executor_call.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <type_traits>
#include <utility>

namespace rondo::task {

namespace detail {

/// A closure, and what came of it, in the frame of the task that waits for it.
template <class Function>
class ClosureFrame {
    static constexpr bool takesNothing = std::is_invocable_v<Function&>;
    static_assert(takesNothing || std::is_invocable_v<Function&, concurrency::AudioThread&>,
                  "a closure takes nothing or an AudioThread&");
    static decltype(auto) call(Function& function, concurrency::AudioThread& thread) {
        if constexpr (takesNothing)
            return std::invoke(function);
        else
            return std::invoke(function, thread);
    }
    using Given = decltype(call(std::declval<Function&>(), std::declval<concurrency::AudioThread&>()));

public:
    /// A reference comes as a std::reference_wrapper.
    using Result =
        std::conditional_t<std::is_reference_v<Given>, std::reference_wrapper<std::remove_reference_t<Given>>,
                           std::remove_cv_t<Given>>;

    explicit ClosureFrame(Function& function) noexcept : function_(function) {}
    ClosureFrame(const ClosureFrame&) = delete;
    ClosureFrame& operator=(const ClosureFrame&) = delete;

    /// On the executor, which learns of what it throws, too.
    void run(concurrency::AudioThread& thread) {
        try {
            if constexpr (std::is_void_v<Given>)
                call(function_, thread);
            else
                result_.emplace(call(function_, thread));
        } catch (...) {
            thrown_ = std::current_exception();
            throw;
        }
    }
    Result take() {
        if (thrown_)
            std::rethrow_exception(std::move(thrown_));
        if constexpr (!std::is_void_v<Result>)
            return *std::move(result_);
    }

private:
    struct Nothing {};
    Function& function_;
    std::optional<std::conditional_t<std::is_void_v<Result>, Nothing, Result>> result_;
    std::exception_ptr thrown_;
};

/// Posts what stands for the closure. Throws when the executor does not take it.
template <class Frame>
void post(concurrency::Executor& executor, ExecutorCall& call, Frame& frame, concurrency::ClosureName name) {
    const auto posted = executor.post(PostedCall<Frame>(call, frame), name);
    if (posted)
        return;
    const auto why = posted.error().why;
    const std::string from = "The executor '" + executor.name() + "' did not take the closure " + name.text();
    if (why == base::ErrorCode::full)
        throw base::Failure(
            {why, from + ", because it holds as many as it may; wait and try again, or raise postCapacity."});
    if (why == base::ErrorCode::poisoned)
        throw base::Failure({why, from + ", because another one threw before; make a new executor."});
    throw base::Failure({why, from + ", because it is closed; give its tasks what they need before."});
}

/// `Stored` is the closure, or a reference to one in the frame that waits.
template <class Stored>
Task<typename ClosureFrame<std::remove_reference_t<Stored>>::Result>
runClosure(concurrency::Executor& executor, Stored function, concurrency::ClosureName name) {
    using namespace std::chrono_literals;
    struct LetGo {
        void operator()(ExecutorCall* call) const noexcept { call->letGo(); }
    };
    ClosureFrame<std::remove_reference_t<Stored>> frame(function);
    const std::unique_ptr<ExecutorCall, LetGo> call(new ExecutorCall);
    post(executor, *call, frame, name);
    bool started = false;
    std::chrono::nanoseconds look = 500us;
    while (!call->over()) {
        const auto woken = co_await CallWait(*call, started, look);
        look = std::min<std::chrono::nanoseconds>(2 * look, 16ms);
        if (woken != Woken::cancelled)
            continue;
        if (call->revoke())
            throw TaskCancelled();
        started = true;
    }
    call->requireRun(name);
    co_return frame.take();
}

} // namespace detail

/// Effects: `co_await` it: runs `function` on `executor` as a closure, which may use the caller's locals, while
/// the task waits without its thread; then the task goes on in its pool, never on the executor. A task that is
/// cancelled takes the closure back; when it has started already, the task waits for its end and has its
/// result. What an audio callback has run, the task sees after 0.5 ms, or later, up to 16 ms, the longer it has
/// waited, because a callback wakes nobody. Requires: what the closure uses belongs to the executor or to the
/// waiting task; one that owns something is given by its name, and lives until the task goes on. Returns: what
/// `function` returns, a reference as a std::reference_wrapper. Errors: what `function` throws, which the
/// executor's policy takes notice of; Failure with closed, poisoned or full when it did not run; TaskCancelled;
/// std::bad_alloc. [a task]
///
/// Example:
///     #include <rondo/task/pool.h>
///     concurrency::Executor executor({.name = "sound"});
///     Pool pool({.workers = 1});
///     int gain = 1; // belongs to the executor
///     const int before = pool.run([&]() -> Task<int> {
///         const int wanted = 3;
///         co_return co_await runOn(executor, [&] { return std::exchange(gain, wanted); });
///     });
///     expect(before == 1 && executor.submit([&] { return gain; }) == 3);
template <class Function>
auto runOn(concurrency::Executor& executor, Function&& function,
           concurrency::ClosureName name = std::source_location::current()) {
    static_assert(std::is_lvalue_reference_v<Function> || std::is_trivially_destructible_v<Function>,
                  "give a closure that owns something a name, and runOn the name: gcc 12 destroys what such a "
                  "closure owns twice when it is made inside of a co_await");
    return detail::runClosure<Function>(executor, std::forward<Function>(function), name);
}

} // namespace rondo::task
