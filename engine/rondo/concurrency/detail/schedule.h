// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/detail/answer.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/job.h>

namespace rondo::concurrency::detail {

/// Whether coroutines with this promise may be resumed by the executor or its reclaimer.
template <class Promise>
constexpr bool hops = !requires {
    typename Promise::NeverOnExecutor;
};

/// Awaited, goes on as a closure of the executor. It lies in the coroutine's frame and is the job itself.
class ScheduleAwaiter final : public Job {
public:
    ScheduleAwaiter(std::shared_ptr<ExecutorCore> core, ClosureName called) noexcept
        : Job(called), core_(std::move(core)) {}

    bool await_ready() const noexcept { return core_->tag.isCurrent(); }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
        static_assert(hops<Promise>, "this kind of coroutine never goes on on an executor: hand it a closure "
                                     "instead, a task by rondo::task::runOn");
        coroutine_ = coroutine;
        // Ours, because the coroutine may go on, and end, before `enqueue` returns.
        const std::shared_ptr<ExecutorCore> core = core_;
        if (core->enqueue(this))
            return true;
        refused_ = true;
        return false;
    }
    void await_resume() const {
        if (refused_)
            throw base::Failure(core_->refusal(why_));
    }

    void run(ExecutorCore&, Wake) noexcept override { coroutine_.resume(); }
    void cancel(ExecutorCore& core, Refusal why, Wake) noexcept override {
        core.countWaiterRefused(why);
        refused_ = true;
        why_ = why;
        coroutine_.resume();
    }

private:
    std::shared_ptr<ExecutorCore> core_;
    std::coroutine_handle<> coroutine_;
    bool refused_ = false;
    Refusal why_ = Refusal::closed;
};

/// Awaited, goes on where the reclaimer collects. It lies in the coroutine's frame.
class BackstageAwaiter final : public Retirable {
public:
    explicit BackstageAwaiter(std::shared_ptr<Reclaimer> reclaimer) noexcept
        : reclaimer_(std::move(reclaimer)) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
        static_assert(hops<Promise>, "this kind of coroutine never goes on where a reclaimer collects; a task "
                                     "that was never on the executor need not leave it");
        coroutine_ = coroutine;
        const std::shared_ptr<Reclaimer> reclaimer = reclaimer_;
        reclaimer->retire(this);
    }
    void await_resume() const noexcept {}
    void reclaim() noexcept override { coroutine_.resume(); }

private:
    std::shared_ptr<Reclaimer> reclaimer_;
    std::coroutine_handle<> coroutine_;
};

} // namespace rondo::concurrency::detail
