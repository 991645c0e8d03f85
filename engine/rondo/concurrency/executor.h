// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/base/result.h>
#include <rondo/concurrency/audio_thread.h>
#include <rondo/concurrency/close_report.h>
#include <rondo/concurrency/closure_name.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/jobs.h>
#include <rondo/concurrency/detail/schedule.h>
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/executor_options.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/tag.h>
#include <rondo/concurrency/wait_source.h>
#include <string>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// A posted closure that was not taken: why, and the closure itself, unharmed.
template <class Function>
struct RefusedPost {
    base::ErrorCode why; ///< full, closed or poisoned
    Function closure;
};

/// One logical audio thread. It always has an operating-system thread behind it: a background thread of its
/// own, or the foreign callback thread of the Driver that `adopt` returns. Closures run one at a time, in the
/// order in which they were submitted or posted, and while one runs the executor's Tag is current. A closure
/// takes nothing, or an AudioThread&.
///
/// Example:
///     Executor executor({.name = "sound"});
///     int n = 10;
///     executor.submit([&n] { n += 10; }, "add ten"); // runs on the executor's thread; may use our locals
///     expect(n == 20);
///     const auto late = executor.submitFor(std::chrono::seconds(1), [&n] { return 2 * n; });
///     expect(late.has_value() && *late == 40);
class Executor {
public:
    /// Effects: starts the background thread and runs the prelude on it; when the system refuses the priority,
    /// goes on without it and says so in `notice()`. Errors: Failure(refused) when no thread can be started,
    /// Failure(invalidArgument) for a priority outside 1 to 99 or a postCapacity above 2^20; what the prelude
    /// throws; std::bad_alloc. Progress: blocking. [control]
    explicit Executor(ExecutorOptions options = {});
    /// Effects: `close()`. Requires: no thread is about to begin a call on this executor, and no closure posted
    /// to it owns it, because the background thread that destroys the closure cannot wait for itself. [control,
    /// not on it]
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// Effects: runs `function` on the executor and waits until it has run, so that it may use the caller's
    /// locals. On the executor itself it runs at once. Allocates nothing. Returns: what `function` returns.
    /// Errors: what `function` throws, with its own type; Failure with closed or poisoned when it did not run,
    /// with deadlock when the executor waits, by way of others, for the caller's own, with wrongThread inside
    /// an audio callback of another executor. Progress: blocking. [any but an audio callback of another
    /// executor]
    template <class Function>
    auto submit(Function&& function, ClosureName name = std::source_location::current())
        -> detail::ClosureResult<Function>;

    /// As `submit`, with the executor's own errors returned, not thrown; a reference comes back as a
    /// std::reference_wrapper. Errors: what `function` throws. Progress: blocking.
    /// [any but an audio callback of another executor]
    template <class Function>
    [[nodiscard]] auto trySubmit(Function&& function, ClosureName name = std::source_location::current())
        -> base::Result<detail::Carried<detail::ClosureResult<Function>>>;

    /// As `trySubmit`, and takes `function` back when it has not started by the deadline; once it has started
    /// it is waited for, because it may use the caller's locals. Errors: in the result, also timeout, and full
    /// when `postCapacity` closures wait. Progress: blocking. [any but an audio callback of another executor]
    template <class Function>
    [[nodiscard]] auto submitUntil(Deadline deadline, Function&& function,
                                   ClosureName name = std::source_location::current())
        -> base::Result<detail::Carried<detail::ClosureResult<Function>>>;
    template <class Representation, class Period, class Function>
    [[nodiscard]] auto submitFor(std::chrono::duration<Representation, Period> time, Function&& function,
                                 ClosureName name = std::source_location::current()) {
        return submitUntil(Deadline::in(time), std::forward<Function>(function), name);
    }

    /// Effects: `function` runs on the executor some time later; it is then destroyed where `reclaimer()`
    /// collects, never on the audio thread unless its destruction does nothing. An exception that it throws is
    /// counted in `statistics()` and dropped. One that will not run after all has its `dropped(ErrorCode)
    /// noexcept` called on the executor, if it has such a member, with closed or poisoned. Allocates only for
    /// closures of more than about 80 bytes. Returns: nothing, or the function itself with the reason: full,
    /// closed or poisoned. Errors: std::bad_alloc for a large closure; what moving it throws. Progress:
    /// lock-free; when the background thread sleeps it is woken. [any but an audio callback of another
    /// executor]
    template <class Function>
    [[nodiscard]] tl::expected<void, RefusedPost<std::decay_t<Function>>>
    post(Function&& function, ClosureName name = std::source_location::current());

    /// Returns: what a coroutine awaits to go on as a closure of this executor, until it next suspends; there
    /// it must keep to what a closure may do. Awaiting throws Failure(closed) or Failure(poisoned), on the
    /// executor's background thread or the caller's, when it cannot. A coroutine whose promise_type has a type
    /// `NeverOnExecutor`, because its own scheduler alone may resume it, is refused by the compiler. Allocates
    /// nothing. Progress: lock-free. [any but an audio callback of another executor]
    auto schedule(ClosureName name = std::source_location::current()) noexcept {
        return detail::ScheduleAwaiter(core_, name);
    }
    /// Returns: what a coroutine awaits to leave the executor: it goes on where `reclaimer()` collects, usually
    /// on the background thread, and there may allocate, free and end. Progress: wait-free. [any]
    auto scheduleBackstage() noexcept { return detail::BackstageAwaiter(core_->reclaimer); }

    /// Effects: destroys `value` on the executor, and waits for that. Errors: as `submit`; the value then dies
    /// here. Progress: blocking. [any but an audio callback of another executor]
    template <class T>
    void drop(T value, ClosureName name = std::source_location::current()) {
        std::optional<T> held(std::move(value));
        submit([&held] { held.reset(); }, name);
    }

    /// Effects: from now on the returned Driver's thread is the audio thread; the background thread has given
    /// way when this returns. Errors: Failure(refused) while another Driver lives. Progress: blocking.
    /// [control]
    Driver adopt(DriverOptions options = {}) { return Driver(core_, options); }

    /// Effects: refuses new closures, answers every waiting `submit` with closed, drops what was
    /// posted and has not started (counted), waits for the closure that runs, runs the postlude and ends the
    /// background thread. When the deadline passes first, closing goes on and this may be called again; the
    /// destructor waits. Returns: what happened, and what it waits for. Errors: Failure(wrongThread) on the
    /// executor itself. Progress: blocking. [control]
    CloseReport close(Deadline deadline = Deadline::never());

    /// Returns: this executor's identity. Progress: wait-free. [any]
    Tag tag() const noexcept { return core_->tag; }
    /// Returns: the name from the options. Progress: wait-free. [any]
    const std::string& name() const noexcept { return core_->name; }
    /// Returns: what the system refused at the start, in a sentence; empty when it gave everything. [any]
    const std::string& notice() const noexcept { return core_->notice; }
    /// Returns: where objects die that the audio thread hands back. Progress: wait-free. [any]
    const std::shared_ptr<Reclaimer>& reclaimer() const noexcept { return core_->reclaimer; }
    /// Returns: what has been counted so far, each figure exact, together not of one instant. Progress:
    /// wait-free. [any]
    ExecutorStatistics statistics() const noexcept { return core_->statistics(); }
    /// Returns: a source for `waitAny` that is ready once the executor has closed. Progress: wait-free. [any]
    WaitSource ended() noexcept;

private:
    template <class T>
    friend class Tagged;
    std::shared_ptr<detail::ExecutorCore> core_;
};

template <class Function>
auto Executor::submit(Function&& function, ClosureName name) -> detail::ClosureResult<Function> {
    using Plain = std::remove_reference_t<Function>;
    if (core_->tag.isCurrent())
        return detail::Closure<Plain>::invoke(function, *core_);
    // Until the answer is out: a close on another thread waits for it, and what follows the close may be the
    // end of the executor.
    const detail::ExecutorCore::Caller caller(*core_);
    detail::TypedSubmitJob<Plain> job(function, name);
    if (auto ran = core_->submit(job); !ran)
        throw base::Failure(ran.error());
    return job.outcome.take();
}

template <class Function>
auto Executor::trySubmit(Function&& function, ClosureName name)
    -> base::Result<detail::Carried<detail::ClosureResult<Function>>> {
    using Plain = std::remove_reference_t<Function>;
    const detail::ExecutorCore::Caller caller(*core_);
    detail::TypedSubmitJob<Plain> job(function, name);
    if (core_->tag.isCurrent())
        job.outcome.execute(function, *core_, name);
    else if (auto ran = core_->submit(job); !ran)
        return tl::unexpected(std::move(ran).error());
    return job.outcome.carry();
}

template <class Function>
auto Executor::submitUntil(Deadline deadline, Function&& function, ClosureName name)
    -> base::Result<detail::Carried<detail::ClosureResult<Function>>> {
    using Plain = std::remove_reference_t<Function>;
    const detail::ExecutorCore::Caller caller(*core_);
    detail::TypedSubmitFrame<Plain> frame(function);
    if (core_->tag.isCurrent())
        frame.execute(*core_, name);
    else if (auto ran = core_->submitUntil(deadline, frame, name); !ran)
        return tl::unexpected(std::move(ran).error());
    return frame.outcome.carry();
}

template <class Function>
tl::expected<void, RefusedPost<std::decay_t<Function>>> Executor::post(Function&& function, ClosureName name) {
    using Closure = std::decay_t<Function>;
    using Refused = RefusedPost<Closure>;
    const detail::ExecutorCore::Caller caller(*core_);
    if (core_->poisoned())
        return tl::unexpected(Refused{base::ErrorCode::poisoned, std::forward<Function>(function)});
    detail::JobCell cell(core_->pool);
    if (!cell) {
        core_->countRefusedPost();
        return tl::unexpected(Refused{base::ErrorCode::full, std::forward<Function>(function)});
    }
    if constexpr (detail::fitsCell<Closure>) {
        auto* job =
            cell.template make<detail::PostJob<Closure>>(std::forward<Function>(function), name, core_->pool);
        if (core_->push(job))
            return {};
        auto refused = tl::unexpected(Refused{base::ErrorCode::closed, std::move(job->function)});
        job->reclaim();
        return refused;
    } else {
        using Boxed = detail::BoxedClosure<Closure>;
        auto* job = cell.template make<detail::PostJob<Boxed>>(Boxed(std::forward<Function>(function)), name,
                                                               core_->pool);
        if (core_->push(job))
            return {};
        auto refused = tl::unexpected(Refused{base::ErrorCode::closed, std::move(job->function.closure())});
        job->reclaim();
        return refused;
    }
}

} // namespace rondo::concurrency
