// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <rondo/base/cache_line.h>
#include <rondo/base/result.h>
#include <rondo/base/tick_clock.h>
#include <rondo/concurrency/close_report.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/job.h>
#include <rondo/concurrency/detail/job_pool.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/published.h>
#include <rondo/concurrency/detail/thread.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/executor_options.h>
#include <rondo/concurrency/executor_statistics.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/tag.h>
#include <string>
#include <thread>

namespace rondo::concurrency {
struct BlockClosures;
struct DriverOptions;
} // namespace rondo::concurrency

namespace rondo::concurrency::detail {

class Answer;
class SubmitFrame;
class SubmitJob;

/// The state that an Executor, its Driver and its Tagged values share.
///
/// The queue is a stack of jobs that pushers link with one CAS and that the holder of the seat takes whole and
/// turns round: first in, first out, and no pusher that stalls can hide another's job. The seat says who may
/// run jobs; its holder alone touches `ready_`. The mark `parked_` in the queue says that the background thread
/// sleeps until woken; the pusher that replaces it wakes it, so that no second variable can disagree. The mark
/// `closed_` ends the queue.
class ExecutorCore {
public:
    explicit ExecutorCore(ExecutorOptions options);
    ~ExecutorCore();
    ExecutorCore(const ExecutorCore&) = delete;
    ExecutorCore& operator=(const ExecutorCore&) = delete;

    /// A thread inside one of the calls below; `close` waits until there is none.
    class Caller {
    public:
        explicit Caller(ExecutorCore& core) noexcept : core_(core) {
            core_.inFlight_.fetch_add(1, std::memory_order_relaxed);
        }
        ~Caller() { core_.inFlight_.fetch_sub(1, std::memory_order_release); }
        Caller(const Caller&) = delete;
        Caller& operator=(const Caller&) = delete;

    private:
        ExecutorCore& core_;
    };

    /// False when closed; then the job is still the caller's.
    bool enqueue(Job* job) noexcept {
        const Caller caller(*this);
        return push(job);
    }
    /// As `enqueue`. Requires, as the next two do: a Caller lives until the answer has been taken.
    bool push(Job* job) noexcept;
    base::Result<void> submit(SubmitJob& job);
    base::Result<void> submitUntil(Deadline deadline, SubmitFrame& frame, ClosureName name);
    CloseReport close(Deadline deadline);

    void attach(const DriverOptions& options);
    void detach() noexcept;
    bool enterBlock() noexcept;
    void runBlockJobs(BlockClosures& closures) noexcept;
    void leaveBlock() noexcept;
    /// Of the attached driver: whether its thread is an audio callback, which must not wait or wake.
    bool realtime() const noexcept { return realtime_.load(std::memory_order_relaxed); }

    void noteThrown(const std::exception_ptr& thrown, ClosureName name) noexcept;
    void countThrownPost() noexcept { count(postsThrown_); }
    void countDropped() noexcept { count(closuresDropped_); }
    void countWaiterRefused(Refusal why) noexcept {
        count(why == Refusal::closed ? waitersClosed_ : waitersPoisoned_);
    }
    void countRefusedPost() noexcept { postsRefused_.fetch_add(1, std::memory_order_relaxed); }
    void reportStray(Tag here) noexcept;
    bool poisoned() const noexcept { return poisoned_.load(std::memory_order_acquire); }
    ExecutorStatistics statistics() const noexcept;
    /// Why a closure was not run, in a sentence.
    base::Error refusal(Refusal why) const;
    bool ended() const noexcept { return ended_.load(std::memory_order_seq_cst) != 0; }

    const ExecutorOptions options;
    const std::string& name;
    const Tag tag;
    const std::shared_ptr<Reclaimer> reclaimer;
    const std::shared_ptr<JobPool> pool;
    std::string notice;
    WaitList endWaiters;

private:
    enum Seat : std::uint32_t { seatFree, seatBackground, seatForeign, seatClosed };
    struct Mark final : Job {
        void run(ExecutorCore&, Wake) noexcept override {}
        void cancel(ExecutorCore&, Refusal, Wake) noexcept override {}
    };
    struct Running {
        ClosureName name;
        std::int64_t since;
    };
    struct Start;

    // Counters have one writer at a time, the holder of the seat, except where fetch_add says otherwise.
    static void count(Atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    bool isJob(const Job* head) const noexcept {
        return head != nullptr && head != &parked_ && head != &closed_;
    }

    std::uint32_t takeSeatForBlock() noexcept;
    void wake() noexcept;
    std::int64_t drain() noexcept;
    Job* takeReady() noexcept;
    std::int64_t runJob(Job* job, std::int64_t now, Wake wake) noexcept;
    std::optional<base::Error> refuseToWait() const;
    void awaitAnswer(Answer& answer) noexcept;
    void driveUntil(Answer& answer, Deadline deadline) noexcept;
    bool onBackground() const noexcept { return threadNumber() == backgroundThread_; }
    /// False when the deadline passed and the submit was revoked.
    bool awaitAnswerUntil(Answer& answer, Deadline deadline) noexcept;
    base::Result<void> resultOf(const Answer& answer) const;
    base::Error deadlock(const std::string& cycle) const;

    void background() noexcept;
    bool runInBackground(bool foreign) noexcept;
    void idle(std::uint32_t epoch) noexcept;
    void park(std::uint32_t epoch) noexcept;
    void watchDriver(std::uint32_t epoch) noexcept;
    bool finishClosing() noexcept;
    void runPostlude() noexcept;
    bool silent(std::int64_t now) const noexcept;
    bool foreignDrives() const noexcept;
    CloseReport report(bool complete) const;

    /// For statistics and the block's budget. Silence is counted by CLOCK_MONOTONIC, because nobody may wait
    /// for a counter that a suspended machine has set back.
    const base::TickClock clock_;
    Mark parked_;
    Mark closed_;

    // The executor looks at the first line all the time; callers write the second.
    alignas(base::cacheLine) Atomic<Job*> incoming_{nullptr};
    alignas(base::cacheLine) FutexWord inFlight_{0};
    Atomic<std::uint64_t> queued_{0};

    alignas(base::cacheLine) Atomic<std::uint32_t> seat_{seatFree};
    Atomic<bool> wanted_{false}; ///< a callback met the background thread in the seat
    Atomic<std::int64_t> lastCallback_{0};
    Job* ready_ = nullptr;
    Job* readyLast_ = nullptr;
    std::uint64_t readyCount_ = 0;
    std::int64_t longest_ = 0;
    std::thread::id driverThread_;
    Atomic<std::uint64_t> taken_{0}, closuresRun_{0}, postsThrown_{0}, closuresDropped_{0}, closuresRevoked_{0},
        waitersClosed_{0}, waitersPoisoned_{0}, blocks_{0}, blocksContended_{0}, blocksRaced_{0}, takeOvers_{0},
        threadChanges_{0}, highWater_{0};
    Published<Running> running_;
    Published<LongClosure> longestClosure_, lastLongClosure_;
    Histogram waits_, durations_;

    alignas(base::cacheLine) FutexWord wakeWord_{0};
    Atomic<bool> foreign_{false};
    Atomic<bool> realtime_{true};
    std::uint32_t backgroundThread_ = 0; ///< its number; written before the constructor returns
    Atomic<int> backgroundCpu_{-1};
    Atomic<bool> closing_{false};
    FutexWord ended_{0};
    Atomic<std::int64_t> silence_{0};
    std::uint32_t closuresPerBlock_ = 0;
    std::int64_t closureTime_ = 0;
    Atomic<std::uint64_t> postsRefused_{0}, strays_{0};
    Atomic<bool> poisoned_{false};
    // Written by the holder of the seat before `poisoned_`.
    std::exception_ptr poison_;
    ClosureName poisonName_;
    std::string postludeError_;

    // Of the background thread alone.
    int lastSubmitterCpu_ = -1;
    std::uint64_t closuresSeen_ = 0;
    std::int64_t watchUntil_ = 0;

    Lock closeLock_;
    Thread thread_;
};

} // namespace rondo::concurrency::detail
