// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <rondo/base/error.h>
#include <rondo/concurrency/audio_thread.h>
#include <rondo/concurrency/closure_name.h>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/timed_suspension.h>
#include <utility>

namespace rondo::task::detail {

/// What a task that waits for a closure shares with that closure in the executor's queue, which may outlive the
/// wait. Running changes one word and no more, because it may happen in an audio callback. The closure's end,
/// which the executor sees to elsewhere, wakes the task; until then the task looks at the word by itself.
class ExecutorCall {
public:
    ExecutorCall() noexcept = default;
    ExecutorCall(const ExecutorCall&) = delete;
    ExecutorCall& operator=(const ExecutorCall&) = delete;

    // The executor's.
    /// False when it was revoked, and must not run.
    bool start() noexcept { return leaveQueue(State::running); }
    /// The last access to what the task has in its frame.
    void finish() noexcept { state_.store(State::done, std::memory_order_release); }
    void drop(base::ErrorCode why) noexcept {
        leaveQueue(why == base::ErrorCode::poisoned ? State::poisoned : State::closed);
    }
    /// The closure is gone, off the audio thread.
    void closureGone() noexcept;

    // The task's.
    bool over() const noexcept { return state_.load(std::memory_order_acquire) >= State::done; }
    /// False when it has started.
    bool revoke() noexcept { return leaveQueue(State::revoked); }
    /// False when it is over.
    bool enlist(Waiter& waiter) noexcept;
    void leave() noexcept;
    void letGo() noexcept;
    /// Throws when it was dropped.
    void requireRun(concurrency::ClosureName name) const;

private:
    enum class State : std::uint8_t { queued, running, done, closed, poisoned, revoked };
    bool leaveQueue(State to) noexcept {
        auto queued = State::queued;
        return state_.compare_exchange_strong(queued, to, std::memory_order_acq_rel, std::memory_order_acquire);
    }

    Atomic<State> state_{State::queued};
    Atomic<std::uint32_t> parties_{2};
    BriefLock lock_; ///< never the audio thread's
    Waiter* waiter_ = nullptr;
};

/// A task that looks whether its call is over. Returns how it was woken, and throws nothing.
class CallWait : public TimedSuspension {
public:
    CallWait(ExecutorCall& call, bool regardless, TimeLimit limit) noexcept
        : TimedSuspension(limit), call_(call), regardless_(regardless) {}
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
        const auto enlist = [this](Waiter& waiter) { return call_.enlist(waiter); };
        auto& task = coroutine.promise().task();
        return regardless_ ? suspendRegardless(task, coroutine, enlist) : suspend(task, coroutine, enlist);
    }
    Woken await_resume() noexcept {
        if (enlisted())
            call_.leave();
        return resume();
    }

private:
    ExecutorCall& call_;
    bool regardless_;
};

/// The closure that stands for the task's in the executor's queue. `Frame` runs the real one, in the task's
/// frame.
template <class Frame>
class PostedCall {
public:
    PostedCall(ExecutorCall& call, Frame& frame) noexcept : call_(&call), frame_(&frame) {}
    PostedCall(PostedCall&& other) noexcept
        : call_(std::exchange(other.call_, nullptr)), frame_(other.frame_) {}
    PostedCall& operator=(PostedCall&&) = delete;
    ~PostedCall() {
        if (call_ != nullptr)
            call_->closureGone();
    }

    // One that throws is over when it is gone: by then the executor knows of it.
    void operator()(concurrency::AudioThread& thread) {
        if (!call_->start())
            return;
        frame_->run(thread);
        call_->finish();
    }
    void dropped(base::ErrorCode why) noexcept { call_->drop(why); }

private:
    ExecutorCall* call_;
    Frame* frame_;
};

} // namespace rondo::task::detail
