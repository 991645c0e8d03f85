// SPDX-License-Identifier: MIT
//
// Which thread sits where.
#include <algorithm>
#include <mutex>
#include <rondo/task/detail/pool_core.h>
#include <rondo/task/detail/task_node.h>
#include <string>

namespace rondo::task::detail {

using concurrency::Deadline;
using Guard = std::lock_guard<BriefLock>;

// Threads are named and never begin to run before they are in the list.
void PoolCore::startThread(Worker* worker) {
    const Guard guard(lock_);
    auto& thread = threads_.emplace_back();
    thread.worker = worker;
    const auto name = options_.name + " " + std::to_string(threads_.size());
    try {
        thread.thread = Thread([this, &thread] { live(thread); });
    } catch (...) {
        threads_.pop_back();
        throw;
    }
    nameThread(thread.thread, name);
    keepToProcessors(thread.thread, options_.processors);
}

void PoolCore::live(PoolThread& thread) noexcept {
    for (;;) {
        if (thread.worker != nullptr && !work(thread))
            return;
        // A spare: in the list already.
        while (!thread.parker.park(Deadline::never())) {
        }
        if (thread.worker == nullptr)
            return;
    }
}

/// Under the lock: who waits for this very seat, or for any.
std::vector<PoolCore::Returning*>::iterator PoolCore::returningTo(Worker& worker) noexcept {
    return std::ranges::find_if(
        returning_, [&](const Returning* one) { return one->wanted == nullptr || one->wanted == &worker; });
}

/// Under the lock.
bool PoolCore::giveSeat(Worker& worker) noexcept {
    const auto place = returningTo(worker);
    if (place == returning_.end())
        return false;
    handSeat(**place, worker);
    return true;
}

/// Under the lock.
void PoolCore::handSeat(Returning& returning, Worker& worker) noexcept {
    std::erase(returning_, &returning);
    returningCount_.fetch_sub(1, std::memory_order_relaxed);
    returning.got = &worker;
    returning.parker.unpark();
}

/// Under the lock.
void PoolCore::becomeSpare(PoolThread& thread) noexcept {
    Worker::sit(nullptr);
    thread.worker = nullptr;
    if (!stopping_.load(std::memory_order_relaxed))
        spares_.push_back(&thread);
}

bool PoolCore::leaveSeat(bool world, bool forced) noexcept {
    auto* const worker = Worker::current();
    auto* const task = worker->running();
    PoolThread* spare = nullptr;
    {
        const Guard guard(lock_);
        const bool given = !simulation_ && giveSeat(*worker);
        if (!given) {
            if (!spares_.empty()) {
                spare = spares_.back();
                spares_.pop_back();
            } else if (spareThreads_ >= options_.mostSpares && !forced) {
                return false;
            } else {
                ++spareThreads_;
            }
        }
        awayForTheWorld_ += world ? 1 : 0;
        Worker::sit(nullptr);
        if (given)
            return true;
        worker->take(nullptr);
    }
    if (spare != nullptr) {
        spare->worker = worker;
        spare->parker.unpark();
        return true;
    }
    try {
        startThread(worker);
        return true;
    } catch (...) {
        const Guard guard(lock_);
        --spareThreads_;
        awayForTheWorld_ -= world ? 1 : 0;
    }
    Worker::sit(worker);
    worker->take(task);
    return false;
}

void PoolCore::takeSeat(TaskNode& task, bool world) noexcept {
    Returning returning;
    if (task.home != TaskNode::anywhere)
        returning.wanted = workers_[task.home].get();
    {
        const Guard guard(lock_);
        returning_.push_back(&returning);
        returningCount_.fetch_add(1, std::memory_order_relaxed);
        awayForTheWorld_ -= world ? 1 : 0;
        if (simulation_ && !world)
            ++simulation_->arrived;
    }
    if (simulation_)
        simulation_->parker.unpark();
    else if (returning.wanted != nullptr)
        wake(*returning.wanted);
    else if (idleCount_.load(std::memory_order_relaxed) > 0)
        wakeAny();
    while (!returning.parker.park(Deadline::never())) {
    }
    Worker::sit(returning.got);
    returning.got->take(&task);
}

} // namespace rondo::task::detail
