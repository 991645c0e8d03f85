// SPDX-License-Identifier: MIT
#include <rondo/task/detail/pool_core.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <rondo/base/clock.h>
#include <rondo/base/error.h>
#include <rondo/task/detail/task_node.h>
#include <string>
#include <utility>

namespace rondo::task::detail {

using concurrency::Deadline;
using Guard = std::lock_guard<BriefLock>;

namespace {
constexpr std::uint32_t mostWorkers = 256;
constexpr std::uint32_t mostSimulatedSpares = 1000; // who drives must never be the one that blocks
constexpr std::chrono::nanoseconds firstLook = std::chrono::microseconds(50);
constexpr std::chrono::nanoseconds lastLook = std::chrono::milliseconds(1);
} // namespace

PoolCore::PoolCore(const PoolOptions& options) : options_(options) {
    const auto processors = processorCount(options.processors);
    const auto wanted = options.workers != 0 ? options.workers : processors;
    if (wanted > mostWorkers)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A pool has 1 to 256 workers, and " + std::to_string(wanted) + " were asked for."});
    for (std::uint32_t number = 0; number < wanted; ++number)
        workers_.push_back(std::make_unique<Worker>(*this, number, *blocks_));
    for (const auto& worker : workers_)
        worker->seen.resize(wanted);
    idle_.reserve(wanted);
    if (options.simulation) {
        simulation_ = std::make_unique<Simulation>(*options.simulation);
        options_.mostSpares = mostSimulatedSpares;
    }
    returning_.reserve(options_.mostSpares);
    spares_.reserve(wanted + options_.mostSpares);
    try {
        for (const auto& worker : workers_)
            if (!simulation_ || worker == workers_.front())
                startThread(worker.get());
        if (!simulation_ && options_.watched)
            keeper_ = std::make_unique<Keeper>(*this);
    } catch (...) {
        stop();
        throw;
    }
}

PoolCore::~PoolCore() {
    roots_.close(Deadline::never());
    keeper_ = nullptr;
    stop();
}

void PoolCore::stop() noexcept {
    {
        const Guard guard(lock_);
        stopping_.store(true, std::memory_order_relaxed);
        for (auto* const worker : idle_)
            worker->parker.unpark();
        for (auto* const spare : spares_)
            spare->parker.unpark();
    }
    if (simulation_)
        simulation_->parker.unpark();
    for (auto& thread : threads_)
        thread.thread.join();
}

std::int64_t PoolCore::now() const noexcept {
    return simulation_ ? simulation_->now.load(std::memory_order_relaxed) : base::monotonicNanoseconds();
}

void PoolCore::start(TaskNode& root) {
    roots_.add(root);
    if (keeper_)
        keeper_->rouse();
    push(root);
}

bool PoolCore::isQuiet(std::uint64_t& turns) noexcept {
    turns = 0;
    for (const auto& worker : workers_) {
        if (worker->lookOwn() + worker->lookWaiting() > 0)
            return false;
        turns += worker->turns();
    }
    const Guard guard(lock_);
    return idle_.size() == workers_.size() && returning_.empty() && awayForTheWorld_ == 0 &&
           timers_.look() == TimerHeap::never;
}

std::optional<DeadlockReport> PoolCore::findDeadlock() {
    DeadlockReport report;
    bool closed = true;
    report.more = roots_.describe(report.tasks, closed);
    if (!closed || report.tasks.empty())
        return std::nullopt;
    return report;
}

void PoolCore::tell(const StallReport& report) const noexcept {
    if (options_.onStall)
        options_.onStall(report);
    else
        std::fputs((report.text() + "\n").c_str(), stderr);
}

void PoolCore::tell(const DeadlockReport& report) const noexcept {
    if (options_.onDeadlock)
        options_.onDeadlock(report);
    else
        std::fputs((report.text() + "\n").c_str(), stderr);
}

std::optional<DeadlockReport> PoolCore::takeDeadlock() {
    const Guard guard(lock_);
    return std::exchange(deadlock_, std::nullopt);
}

std::uint32_t PoolCore::threadCount() noexcept {
    const Guard guard(lock_);
    return static_cast<std::uint32_t>(threads_.size());
}

void PoolCore::push(TaskNode& task) noexcept {
    auto* const here = Worker::current();
    if (here == nullptr || &here->pool() != this || task.home != TaskNode::anywhere) [[unlikely]]
        return pushElsewhere(task, here);
    const auto count = here->push(task);
    // In a simulated pool nobody is ever idle.
    if (idleCount_.load(std::memory_order_relaxed) > 0)
        tellIdle(count > 1);
}

void PoolCore::pushElsewhere(TaskNode& task, Worker* here) noexcept {
    const bool inside = here != nullptr && &here->pool() == this;
    const bool pinned = task.home != TaskNode::anywhere;
    auto& to = pinned ? *workers_[task.home]
                      : *workers_[nextWorker_.fetch_add(1, std::memory_order_relaxed) % workers_.size()];
    const auto count = to.push(task);
    if (simulation_) {
        if (!inside)
            simulation_->parker.unpark();
        return;
    }
    if (idleCount_.load(std::memory_order_relaxed) == 0)
        return;
    if (&to != here && wake(to))
        return;
    // One for this worker alone may keep it from what lies there for all.
    if (pinned && to.lookWaiting() == 0)
        return;
    tellIdle(!pinned && count > 1);
}

/// Some are idle, and there is work; `more` than a worker that is awake takes next.
void PoolCore::tellIdle(bool more) noexcept {
    if (more)
        wakeAny();
    else if (watch_.load(std::memory_order_relaxed) != Watch::looking)
        wakeWatcher();
}

void PoolCore::addTimer(Timer& timer) {
    if (!timers_.add(timer))
        return;
    if (idleCount_.load(std::memory_order_relaxed) > 0)
        wakeWatcher();
}

bool PoolCore::work(PoolThread& thread) noexcept {
    if (simulation_)
        return simulate(thread);
    auto* worker = thread.worker;
    Worker::sit(worker);
    for (std::uint32_t turn = 0;; ++turn) {
        if (returningCount_.load(std::memory_order_relaxed) > 0) {
            const Guard guard(lock_);
            if (giveSeat(*worker)) {
                becomeSpare(thread);
                return !stopping_.load(std::memory_order_relaxed);
            }
        }
        constexpr std::uint32_t looks = 16;
        if (timers_.next() != TimerHeap::never && (turn % looks == 0 || !worker->hasWork()) &&
            timers_.next() <= now())
            timers_.fire(now());
        if (auto* const task = find(*worker)) {
            hooks_.call(worker->number());
            worker->run(*task);
            // A plain function in the task may have changed seats with another thread.
            auto* const seat = Worker::current();
            if (seat != worker)
                thread.worker = worker = seat;
            continue;
        }
        if (stopping_.load(std::memory_order_relaxed)) {
            Worker::sit(nullptr);
            return false;
        }
        sleep(*worker);
    }
}

TaskNode* PoolCore::find(Worker& worker) noexcept {
    if (auto* const task = worker.next())
        return task;
    const auto count = workers_.size();
    TaskNode* found = nullptr;
    for (std::size_t step = 1; step < count && found == nullptr; ++step) {
        auto& victim = *workers_[(worker.number() + step) % count];
        const auto turns = victim.turns();
        auto& seen = worker.seen[victim.number()];
        // One that stands still with a single task does not come to it.
        found = worker.steal(victim, seen == turns);
        seen = turns;
    }
    return found;
}

bool PoolCore::reasonToWake(Worker& worker) noexcept {
    {
        const Guard guard(lock_);
        if (stopping_.load(std::memory_order_relaxed) || returningTo(worker) != returning_.end())
            return true;
    }
    return worker.lookOwn() + worker.lookWaiting() > 0 ||
           std::ranges::any_of(workers_, [](const auto& other) { return other->lookWaiting() > 1; });
}

void PoolCore::sleep(Worker& worker) noexcept {
    bool watches = false;
    {
        const Guard guard(lock_);
        worker.idle = true;
        idle_.push_back(&worker);
        idleCount_.fetch_add(1, std::memory_order_relaxed);
        watches = watcher_ == nullptr;
        if (watches)
            watcher_ = &worker;
    }
    bool woken = false;
    for (auto period = firstLook; !woken && !reasonToWake(worker); period = std::min(2 * period, lastLook)) {
        const auto limit = watches ? limitFor(period) : Deadline::never();
        woken = worker.parker.park(limit);
        if (!woken && (timers_.next() <= now() || std::ranges::any_of(workers_, [&](const auto& other) {
                           return other->waiting() > 0 && other->turns() == worker.seen[other->number()];
                       })))
            break;
        for (const auto& other : workers_)
            worker.seen[other->number()] = other->turns();
    }
    if (!withdraw(worker) && !woken)
        worker.parker.park(Deadline::never());
    // Somebody has to mind the timers while this one works, and to look after what it leaves. What is pushed
    // after this look sees that nobody watches.
    if (idleCount_.load(std::memory_order_relaxed) > 0 &&
        watch_.load(std::memory_order_relaxed) != Watch::looking &&
        ((watches && timers_.next() != TimerHeap::never) || leavesWork(worker)))
        wakeWatcher();
}

/// Whether there is more than the one task that it comes to next.
bool PoolCore::leavesWork(Worker& worker) noexcept {
    return worker.lookOwn() + worker.lookWaiting() > 1 || std::ranges::any_of(workers_, [&](const auto& other) {
               return other.get() != &worker && other->lookWaiting() > 0;
           });
}

// Only while somebody is awake is there something to look for, beside the next timer.
Deadline PoolCore::limitFor(std::chrono::nanoseconds period) noexcept {
    // Said first: who is woken after the count sees it.
    watch_.store(Watch::asleep, std::memory_order_relaxed);
    bool alone = false;
    {
        const Guard guard(lock_);
        alone = idle_.size() == workers_.size();
    }
    if (!alone)
        watch_.store(Watch::looking, std::memory_order_relaxed);
    const auto next = timers_.look();
    if (next == TimerHeap::never)
        return alone ? Deadline::never() : Deadline::in(period);
    const auto left = std::chrono::nanoseconds(std::max<std::int64_t>(next - now(), 0));
    return Deadline::in(alone ? left : std::min(left, period));
}

/// Returns whether it was still asleep for the others.
bool PoolCore::withdraw(Worker& worker) noexcept {
    const Guard guard(lock_);
    if (watcher_ == &worker) {
        watcher_ = nullptr;
        watch_.store(Watch::nobody, std::memory_order_relaxed);
    }
    if (!worker.idle)
        return false;
    worker.idle = false;
    std::erase(idle_, &worker);
    idleCount_.fetch_sub(1, std::memory_order_relaxed);
    return true;
}

bool PoolCore::wake(Worker& worker) noexcept {
    const Guard guard(lock_);
    if (!worker.idle)
        return false;
    worker.idle = false;
    std::erase(idle_, &worker);
    idleCount_.fetch_sub(1, std::memory_order_relaxed);
    worker.parker.unpark();
    return true;
}

void PoolCore::wakeAny() noexcept {
    const Guard guard(lock_);
    if (idle_.empty())
        return;
    // The watcher last, because somebody has to look on.
    auto* const worker = idle_.back() == watcher_ ? idle_.front() : idle_.back();
    worker->idle = false;
    std::erase(idle_, worker);
    idleCount_.fetch_sub(1, std::memory_order_relaxed);
    worker->parker.unpark();
}

void PoolCore::wakeWatcher() noexcept {
    {
        const Guard guard(lock_);
        if (watcher_ == nullptr || !watcher_->idle) {
            if (idle_.empty())
                return;
        } else {
            watcher_->idle = false;
            std::erase(idle_, watcher_);
            idleCount_.fetch_sub(1, std::memory_order_relaxed);
            watcher_->parker.unpark();
            return;
        }
    }
    wakeAny();
}

} // namespace rondo::task::detail
