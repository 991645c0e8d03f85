// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/base/result.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/jobs.h>
#include <rondo/concurrency/driver.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/tag.h>
#include <string>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

/// How an executor is made.
struct ExecutorOptions {
    std::string name = "executor"; ///< shown in errors and, its first 15 bytes, as the thread's name
    std::optional<int> realtimePriority =
        std::nullopt; ///< SCHED_FIFO priority of the background thread, 1 to 99; none: normal
};

/// One logical audio thread. It always has an operating-system thread behind it: a background thread of its
/// own, or the foreign callback thread of the Driver that `adopt` returns. Closures run one at a time, in the
/// order in which they were submitted or posted, and while one runs the executor's Tag is current.
class Executor {
public:
    /// Effects: starts the background thread; when the system refuses the priority, goes on without it and says
    /// so in `notice()`. Errors: Failure(refused) when no thread can be started, Failure(invalidArgument) for a
    /// priority outside 1 to 99. Progress: blocking. [control]
    explicit Executor(ExecutorOptions options = {});
    /// Effects: `close()`. Requires: no thread is about to begin a call on this executor, and no closure posted
    /// to it owns it, because the background thread that destroys the closure cannot wait for itself. [control,
    /// not on it]
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// Effects: runs `function` on the executor and waits until it has run, so that it may use the caller's
    /// locals. On the executor itself it runs at once. Allocates nothing. Returns: what `function` returns.
    /// Errors: what `function` throws, with its own type; Failure(closed) when the executor closed before the
    /// start. Progress: blocking. [any but an audio callback of another executor]
    template <class Function>
    auto submit(Function&& function) -> std::invoke_result_t<Function&>;

    /// Effects: `function` runs on the executor some time later; it is then destroyed where `reclaimer()`
    /// collects, never on the audio thread. An exception that it throws is counted in `statistics()` and
    /// dropped. Returns: nothing, or `function` itself when the executor is closed. Errors: std::bad_alloc.
    /// Progress: lock-free beside one allocation; when the background thread sleeps it is woken. [any but
    /// audio]
    template <class Function>
    tl::expected<void, std::decay_t<Function>> post(Function&& function);

    /// Effects: from now on the returned Driver's thread is the audio thread; the background thread has given
    /// way when this returns. Errors: Failure(refused) while another Driver lives. Progress: blocking.
    /// [control]
    Driver adopt(DriverOptions options = {}) { return Driver(core_, options); }

    /// Effects: refuses new closures, answers every waiting `submit` with Failure(closed), drops what was
    /// posted and has not started (counted), waits for the closure that runs, and ends the background thread.
    /// Further calls do nothing. Errors: Failure(wrongThread) on the executor itself. Progress: blocking.
    /// [control]
    void close();

    /// Returns: this executor's identity. Progress: wait-free. [any]
    Tag tag() const noexcept { return core_->tag; }
    /// Returns: the name from the options. Progress: wait-free. [any]
    const std::string& name() const noexcept { return core_->name; }
    /// Returns: what the system refused at the start, in a sentence; empty when it gave everything. [any]
    const std::string& notice() const noexcept { return core_->notice; }
    /// Returns: where objects die that the audio thread hands back. Progress: wait-free. [any]
    const std::shared_ptr<Reclaimer>& reclaimer() const noexcept { return core_->reclaimer; }
    /// Returns: counters so far, each exact, together not of one instant. Progress: wait-free. [any]
    ExecutorStatistics statistics() const noexcept { return core_->statistics(); }

private:
    template <class T>
    friend class Tagged;
    std::shared_ptr<detail::ExecutorCore> core_;
};

template <class Function>
auto Executor::submit(Function&& function) -> std::invoke_result_t<Function&> {
    if (core_->tag.isCurrent())
        return std::invoke(function);
    detail::ExecutorCore& core = *core_;
    // Until the answer is out: a close on another thread waits for it, and what follows the close may be the
    // end of the executor.
    const detail::ExecutorCore::Caller caller(core);
    detail::SubmitJob<std::remove_reference_t<Function>> job(function);
    core.submitAndWait(job);
    return job.take(core.name);
}

template <class Function>
tl::expected<void, std::decay_t<Function>> Executor::post(Function&& function) {
    auto job =
        std::make_unique<detail::PostJob<std::decay_t<Function>>>(*core_, std::forward<Function>(function));
    if (!core_->enqueue(job.get()))
        return tl::unexpected<std::decay_t<Function>>(std::move(job->function));
    job.release();
    return {};
}

} // namespace rondo::concurrency
