// SPDX-License-Identifier: MIT
#include <rondo/task/detail/executor_call.h>

#include <mutex>

namespace rondo::task::detail {

void ExecutorCall::closureGone() noexcept {
    // One that was refused at the door has neither run nor been dropped.
    if (!leaveQueue(State::closed)) {
        auto running = State::running;
        state_.compare_exchange_strong(running, State::done, std::memory_order_acq_rel,
                                       std::memory_order_relaxed);
    }
    {
        const std::lock_guard guard(lock_);
        // Under the lock, because the task may leave, and be gone, as soon as it can have it.
        if (waiter_ != nullptr && waiter_->claim(Woken::ready))
            waiter_->wake();
    }
    letGo();
}

bool ExecutorCall::enlist(Waiter& waiter) noexcept {
    const std::lock_guard guard(lock_);
    if (over())
        return false;
    waiter_ = &waiter;
    return true;
}

void ExecutorCall::leave() noexcept {
    const std::lock_guard guard(lock_);
    waiter_ = nullptr;
}

void ExecutorCall::letGo() noexcept {
    if (parties_.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete this;
}

void ExecutorCall::requireRun(concurrency::ClosureName name) const {
    switch (state_.load(std::memory_order_acquire)) {
    case State::closed:
        throw base::Failure({base::ErrorCode::closed, "The closure " + name.text() +
                                                          " did not run, because its executor was closed "
                                                          "before it started."});
    case State::poisoned:
        throw base::Failure({base::ErrorCode::poisoned,
                             "The closure " + name.text() +
                                 " did not run, because another one threw before and its executor runs nothing "
                                 "any more; make a new executor."});
    default:
        return;
    }
}

} // namespace rondo::task::detail
