// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/closure_name.h>

namespace rondo::concurrency::detail {

class ExecutorCore;

/// Whether the thread that runs a job may make a system call to wake somebody. An audio callback may not.
enum class Wake : std::uint8_t { allowed, forbidden };

/// Why a job is not run.
enum class Refusal : std::uint8_t { closed, poisoned };

/// One closure in an executor's queue. Whoever calls `run` or `cancel`, or is told by `start` not to run it,
/// must not touch the job again.
class Job {
public:
    /// False when its submitter has taken it back.
    virtual bool start() noexcept { return true; }
    virtual void run(ExecutorCore& core, Wake wake) noexcept = 0;
    virtual void cancel(ExecutorCore& core, Refusal why, Wake wake) noexcept = 0;

    Job* next = nullptr;
    std::int64_t queuedAt = 0;
    ClosureName name;
    int submitterCpu = -1; ///< of a waiting submitter; -1 when nobody waits

protected:
    Job() noexcept = default;
    explicit Job(ClosureName called) noexcept : name(called) {}
    ~Job() = default;
};

} // namespace rondo::concurrency::detail
