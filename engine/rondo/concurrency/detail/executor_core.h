// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/futex.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/thread.h>
#include <rondo/concurrency/executor_statistics.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/concurrency/tag.h>
#include <string>

namespace rondo::concurrency {
struct DriverOptions;
}

namespace rondo::concurrency::detail {

class SubmitJobBase;

/// Whether the thread that runs a job may make a system call to wake somebody. An audio callback may not.
enum class Wake { allowed, forbidden };

/// One closure in an executor's queue. Whoever calls `run` or `cancel` must not touch the job again.
class Job {
public:
    virtual void run(Wake wake) noexcept = 0;
    virtual void cancel() noexcept = 0;

    Job* next = nullptr;
    int submitterCpu = -1; ///< of a waiting submitter; -1 when nobody waits

protected:
    Job() noexcept = default;
    ~Job() = default;
};

/// The state that an Executor, its Driver and its Tagged values share.
///
/// The queue is a stack of jobs that pushers link with one CAS and that the holder of the seat takes whole and
/// turns round: first in, first out, and no pusher that stalls can hide another's job. The seat says who may
/// run jobs; its holder alone touches `ready_`. The mark `parked_` in the queue says that the background thread
/// sleeps until woken; the pusher that replaces it wakes it, so that no second variable can disagree. The mark
/// `closed_` ends the queue.
class ExecutorCore {
public:
    ExecutorCore(std::string executorName, std::optional<int> realtimePriority);
    ~ExecutorCore();
    ExecutorCore(const ExecutorCore&) = delete;
    ExecutorCore& operator=(const ExecutorCore&) = delete;

    /// A thread inside one of the calls below; `close` waits until there is none.
    class Caller {
    public:
        explicit Caller(ExecutorCore& core) noexcept : core_(core) {
            core_.inFlight_.fetch_add(1, std::memory_order_acq_rel);
        }
        ~Caller() { core_.inFlight_.fetch_sub(1, std::memory_order_release); }
        Caller(const Caller&) = delete;
        Caller& operator=(const Caller&) = delete;

    private:
        ExecutorCore& core_;
    };

    /// False when closed; then the job is still the caller's.
    bool enqueue(Job* job) noexcept;
    /// Requires: a Caller lives until the job's answer has been taken.
    void submitAndWait(SubmitJobBase& job) noexcept;
    void close();

    void attach(const DriverOptions& options);
    void detach() noexcept;
    bool enterBlock() noexcept;
    void runBlockJobs() noexcept;
    void leaveBlock() noexcept;

    void countThrownPost() noexcept { count(postsThrown_); }
    void countDropped() noexcept { count(closuresDropped_); }
    ExecutorStatistics statistics() const noexcept;

    const std::string name;
    const Tag tag;
    const std::shared_ptr<Reclaimer> reclaimer;
    std::string notice;

private:
    enum Seat : std::uint32_t { seatFree, seatBackground, seatForeign, seatClosed };
    struct Mark final : Job {
        void run(Wake) noexcept override {}
        void cancel() noexcept override {}
    };

    // Counters have one writer at a time, the holder of the seat, except where fetch_add says otherwise.
    static void count(Atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    bool isJob(const Job* head) const noexcept {
        return head != nullptr && head != &parked_ && head != &closed_;
    }

    std::uint32_t takeSeatForBlock() noexcept;
    void wake() noexcept;
    void drain() noexcept;
    Job* takeReady() noexcept;
    void awaitDone(SubmitJobBase& job) noexcept;

    void background() noexcept;
    bool runInBackground(bool foreign) noexcept;
    void idle(std::uint32_t epoch) noexcept;
    void park(std::uint32_t epoch) noexcept;
    void watchDriver(std::uint32_t epoch) noexcept;
    bool finishClosing() noexcept;
    bool silent(std::int64_t now) const noexcept;
    bool foreignDrives() const noexcept;

    Mark parked_;
    Mark closed_;

    alignas(base::cacheLine) Atomic<Job*> incoming_{nullptr};
    FutexWord inFlight_{0};
    FutexWord wakeWord_{0};

    alignas(base::cacheLine) Atomic<std::uint32_t> seat_{seatFree};
    Atomic<bool> wanted_{false}; ///< a callback met the background thread in the seat
    Atomic<std::int64_t> lastCallback_{0};
    Job* ready_ = nullptr;
    Job* readyLast_ = nullptr;
    Atomic<std::uint64_t> closuresRun_{0}, postsThrown_{0}, closuresDropped_{0}, blocks_{0},
        blocksContended_{0}, blocksRaced_{0}, takeOvers_{0};

    alignas(base::cacheLine) Atomic<bool> foreign_{false};
    Atomic<int> backgroundCpu_{-1};
    Atomic<bool> closing_{false};
    Atomic<std::int64_t> silence_{0};
    std::uint32_t closuresPerBlock_ = 0;
    std::int64_t closureTime_ = 0;

    // Of the background thread alone.
    int lastSubmitterCpu_ = -1;
    std::uint64_t closuresSeen_ = 0;
    std::int64_t watchUntil_ = 0;

    Lock closeLock_;
    Thread thread_;
};

} // namespace rondo::concurrency::detail
