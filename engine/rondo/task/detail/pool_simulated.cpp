// SPDX-License-Identifier: MIT
//
// A pool that one thread at a time drives, in an order that its seed determines.
#include <mutex>
#include <rondo/task/deadlock_found.h>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>

namespace rondo::task::detail {

using concurrency::Deadline;
using Guard = std::lock_guard<BriefLock>;

bool PoolCore::simulate(PoolThread& thread) noexcept {
    Worker::sit(thread.worker);
    for (;;) {
        awaitArrivals();
        switch (simulateStep(thread)) {
        case Step::ran:
            continue;
        case Step::givesSeat:
            return !stopping_.load(std::memory_order_relaxed);
        case Step::ends:
            Worker::sit(nullptr);
            return false;
        }
    }
}

// Who was woken away from its seat takes some time to ask for one again: the order must not hang on how long.
void PoolCore::awaitArrivals() noexcept {
    for (;;) {
        {
            const Guard guard(lock_);
            if (simulation_->arrived == simulation_->woken.load(std::memory_order_relaxed))
                return;
        }
        simulation_->parker.park(Deadline::never());
    }
}

PoolCore::Step PoolCore::simulateStep(PoolThread& thread) noexcept {
    std::size_t ready = 0;
    for (const auto& worker : workers_)
        ready += worker->readyCount();
    {
        const Guard guard(lock_);
        const auto choices = ready + returning_.size();
        const auto choice = choices > 0 ? simulation_->below(choices) : 0;
        if (choice < returning_.size()) {
            auto& returning = *returning_[choice];
            auto* const seat = returning.wanted != nullptr ? returning.wanted : workers_.front().get();
            becomeSpare(thread);
            handSeat(returning, *seat);
            return Step::givesSeat;
        }
    }
    if (ready > 0) {
        auto place = simulation_->below(ready);
        for (const auto& worker : workers_) {
            if (place >= worker->readyCount()) {
                place -= worker->readyCount();
                continue;
            }
            auto& task = *worker->takeReady(place);
            auto& seat =
                *workers_[task.home != TaskNode::anywhere ? task.home : simulation_->below(workers_.size())];
            Worker::sit(&seat);
            hooks_.call(seat.number());
            seat.run(task);
            break;
        }
        return Step::ran;
    }
    if (const auto next = timers_.look(); next != TimerHeap::never) {
        simulation_->now.store(next, std::memory_order_relaxed);
        timers_.fire(next);
        return Step::ran;
    }
    if (stopping_.load(std::memory_order_relaxed))
        return Step::ends;
    if (!endsByDeadlock())
        simulation_->parker.park(Deadline::never());
    return Step::ran;
}

bool PoolCore::endsByDeadlock() noexcept {
    try {
        {
            const Guard guard(lock_);
            if (awayForTheWorld_ > 0)
                return false;
        }
        auto report = findDeadlock();
        if (!report)
            return false;
        {
            const Guard guard(lock_);
            deadlock_ = *report;
        }
        if (options_.onDeadlock)
            options_.onDeadlock(*report);
        roots_.cancel();
        return true;
    } catch (...) {
        return false; // no memory for the report
    }
}

} // namespace rondo::task::detail
