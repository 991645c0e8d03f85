// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/answer.h>
#include <rondo/concurrency/detail/closure.h>
#include <rondo/concurrency/detail/executor_core.h>
#include <rondo/concurrency/detail/job.h>
#include <rondo/concurrency/detail/job_pool.h>
#include <rondo/concurrency/reclaimer.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency::detail {

/// What comes of a submitted closure, kept on its caller's frame.
template <class Function>
class Outcome {
public:
    void execute(Function& function, ExecutorCore& core, ClosureName name) noexcept {
        try {
            result_.fill(function, core);
        } catch (...) {
            thrown_ = std::current_exception();
            core.noteThrown(thrown_, name);
        }
    }
    ClosureResult<Function> take() {
        if (thrown_)
            std::rethrow_exception(std::move(thrown_));
        return result_.take();
    }
    base::Result<Carried<ClosureResult<Function>>> carry() {
        if constexpr (std::is_void_v<ClosureResult<Function>>) {
            take();
            return {};
        } else {
            return Carried<ClosureResult<Function>>(take());
        }
    }

private:
    ResultCell<ClosureResult<Function>> result_;
    std::exception_ptr thrown_;
};

/// A submitted closure whose caller waits for ever: all of it lies on the caller's frame.
class SubmitJob : public Job {
public:
    void cancel(ExecutorCore& core, Refusal why, Wake wake) noexcept override {
        core.countWaiterRefused(why);
        answer.give(Answer::stateOf(why), wake);
    }

    Answer answer;

protected:
    explicit SubmitJob(ClosureName called) noexcept : Job(called) {}
    ~SubmitJob() = default;
};

/// All that the executor needs of a closure without a result is in the first cache line, which it fetches from
/// the caller's core once.
template <class Function>
class alignas(base::cacheLine) TypedSubmitJob final : public SubmitJob {
public:
    TypedSubmitJob(Function& function, ClosureName called) noexcept : SubmitJob(called), function_(function) {
        static_assert(sizeof(SubmitJob) + sizeof(void*) <= base::cacheLine);
    }
    TypedSubmitJob(const TypedSubmitJob&) = delete;
    TypedSubmitJob& operator=(const TypedSubmitJob&) = delete;

    void run(ExecutorCore& core, Wake wake) noexcept override {
        outcome.execute(function_, core, name);
        answer.give(Answer::done, wake);
    }

private:
    Function& function_;

public:
    alignas(base::cacheLine) Outcome<Function> outcome;
};

/// The part of a revocable closure that lies on its caller's frame.
class SubmitFrame {
public:
    /// Runs the closure, here, on the executor.
    virtual void execute(ExecutorCore& core, ClosureName name) noexcept = 0;

protected:
    ~SubmitFrame() = default;
};

template <class Function>
class TypedSubmitFrame final : public SubmitFrame {
public:
    explicit TypedSubmitFrame(Function& function) noexcept : function_(function) {}
    void execute(ExecutorCore& core, ClosureName name) noexcept override {
        outcome.execute(function_, core, name);
    }

    Outcome<Function> outcome;

private:
    Function& function_;
};

/// A submitted closure whose caller may take it back until it starts. What stays in the queue then must outlive
/// the caller's frame, so it lies in the pool; the last of the two parties gives it back.
class RevocableJob final : public Job {
public:
    RevocableJob(SubmitFrame& onStack, ClosureName called, std::shared_ptr<JobPool> home) noexcept
        : Job(called), frame_(onStack), pool_(std::move(home)) {
        static_assert(sizeof(RevocableJob) <= JobPool::cellBytes);
    }
    bool start() noexcept override {
        if (answer.start())
            return true;
        letGo();
        return false;
    }
    void run(ExecutorCore& core, Wake wake) noexcept override {
        frame_.execute(core, name);
        answer.give(Answer::done, wake);
        letGo();
    }
    void cancel(ExecutorCore& core, Refusal why, Wake wake) noexcept override {
        if (answer.start()) {
            core.countWaiterRefused(why);
            answer.give(Answer::stateOf(why), wake);
        }
        letGo();
    }
    void letGo() noexcept {
        if (parties_.fetch_sub(1, std::memory_order_acq_rel) != 1)
            return;
        const auto pool = std::move(pool_);
        std::destroy_at(this);
        pool->give(this);
    }

    Answer answer;

private:
    SubmitFrame& frame_;
    Atomic<std::uint32_t> parties_{2};
    std::shared_ptr<JobPool> pool_;
};

/// A job in the pool that nobody waits for: it runs; then its captures die where the reclaimer collects, or
/// here when their death does nothing.
template <class Function>
class PostJob final : public Job, public Retirable {
public:
    template <class F>
    PostJob(F&& posted, ClosureName called, std::shared_ptr<JobPool> home)
        : Job(called), function(std::forward<F>(posted)), pool_(std::move(home)) {}

    void run(ExecutorCore& core, Wake) noexcept override {
        try {
            Closure<Function>::invoke(function, core);
        } catch (...) {
            core.countThrownPost();
            core.noteThrown(std::current_exception(), name);
        }
        retire(core);
    }
    void cancel(ExecutorCore& core, Refusal why, Wake) noexcept override {
        core.countDropped();
        if constexpr (requires(base::ErrorCode code) { function.dropped(code); })
            function.dropped(why == Refusal::closed ? base::ErrorCode::closed : base::ErrorCode::poisoned);
        retire(core);
    }
    void reclaim() noexcept override {
        const auto pool = std::move(pool_);
        std::destroy_at(this);
        pool->give(this);
    }

    Function function;

private:
    void retire(ExecutorCore& core) noexcept {
        if constexpr (std::is_trivially_destructible_v<Function>)
            reclaim();
        else
            core.reclaimer->retire(this);
    }
    std::shared_ptr<JobPool> pool_;
};

/// A closure too large for a cell, on the heap.
template <class Function>
class BoxedClosure {
public:
    template <class F>
    explicit BoxedClosure(F&& closure) : box_(std::make_unique<Function>(std::forward<F>(closure))) {}
    ClosureResult<Function> operator()(AudioThread& thread) const {
        if constexpr (std::is_invocable_v<Function&>)
            return std::invoke(*box_);
        else
            return std::invoke(*box_, thread);
    }
    Function& closure() noexcept { return *box_; }
    void dropped(base::ErrorCode why) const noexcept requires requires(Function& function) {
        function.dropped(why);
    }
    { box_->dropped(why); }

private:
    std::unique_ptr<Function> box_;
};

template <class Function>
constexpr bool fitsCell = sizeof(PostJob<Function>) <= JobPool::cellBytes &&
                          alignof(PostJob<Function>) <= alignof(JobPool::Cell);

/// The home of a Tagged value, and the job that destroys it there.
template <class T>
class TaggedBox final : public Job, public Retirable {
public:
    template <class... Arguments>
    explicit TaggedBox(Arguments&&... arguments)
        : Job(ClosureName("destroy a Tagged value")), value(std::forward<Arguments>(arguments)...) {}
    ~TaggedBox() override {
        if (alive_)
            std::destroy_at(&value);
    }

    void run(ExecutorCore& core, Wake) noexcept override { destroyValueHere(core); }
    void cancel(ExecutorCore& core, Refusal, Wake) noexcept override { destroyValueHere(core); }
    void destroyValueHere(ExecutorCore& core) noexcept {
        std::destroy_at(&value);
        alive_ = false;
        core.reclaimer->retire(this);
    }

    union {
        T value;
    };

private:
    bool alive_ = true;
};

} // namespace rondo::concurrency::detail
