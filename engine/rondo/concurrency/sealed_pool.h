// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/lock.h>
#include <rondo/concurrency/detail/thread.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/work_sealer.h>
#include <string>
#include <vector>

namespace rondo::concurrency {

/// How a pool is made.
struct SealedPoolOptions {
    std::string name = "pool";  ///< shown in errors and, its first 15 bytes, as the threads' name
    std::size_t workers = 1;    ///< threads
    std::size_t capacity = 256; ///< jobs that wait at most
};

/// What a pool has counted; each figure exact, together not of one instant.
struct SealedPoolStatistics {
    std::size_t waiting = 0;    ///< jobs that wait now
    std::size_t highWater = 0;  ///< most jobs that waited at once
    std::uint64_t posted = 0;   ///< jobs taken on
    std::uint64_t refused = 0;  ///< attempts to post that found it full; the handle stayed good
    std::uint64_t run = 0;      ///< jobs handed to their owner to run
    std::uint64_t dropped = 0;  ///< jobs handed to their owner to drop
    std::uint64_t unusable = 0; ///< jobs that their owner refused: revoked meanwhile, or forged
};

/// What a closing pool does with the jobs that wait.
enum class Leftovers {
    run,  ///< they run first
    drop, ///< their owners destroy them unrun, on the workers
};

/// Threads that run sealed work for its owners, first in, first out. The pool knows which jobs it has and can
/// pass them to their owner; it cannot see, copy or change what a job captured. Any thread may use it.
///
/// Example:
///     const auto sealer = std::make_shared<WorkSealer>("peak files");
///     SealedPool pool({.name = "disk", .workers = 2});
///     std::atomic<int> written = 0;
///     expect(pool.post(sealer, *sealer->seal([&written] { ++written; }), Deadline::never()));
///     for (const SealedId& waiting : pool.waiting())
///         expect(waiting.generation > 0); // all that there is to see
///     pool.close(Leftovers::run);
///     expect(written == 1 && pool.statistics().run == 1);
class SealedPool {
public:
    /// Effects: starts the workers. Errors: Failure(invalidArgument) for no worker or no capacity;
    /// Failure(refused) when a thread cannot be started; std::bad_alloc. Progress: blocking. [control]
    explicit SealedPool(SealedPoolOptions options = {});
    /// Effects: `close(Leftovers::drop)`. Requires: no thread begins a call any more; not on a worker.
    /// Progress: blocking. [control]
    ~SealedPool();
    SealedPool(const SealedPool&) = delete;
    SealedPool& operator=(const SealedPool&) = delete;

    /// Effects: a worker will have `owner` run `work`. The pool shares the owner until then. Allocates nothing.
    /// Returns: done, full or closed; then `work` is as good as before. Progress: blocking, for a moment.
    /// [any but audio]
    ChannelResult tryPost(std::shared_ptr<WorkOwner> owner, const Sealed<Work>& work) noexcept;
    /// Effects: as `tryPost`, waiting for room until `deadline`. Returns: also timeout. Progress: blocking.
    /// [any but audio]
    ChannelResult post(std::shared_ptr<WorkOwner> owner, const Sealed<Work>& work, Deadline deadline) noexcept;

    /// Effects: refuses new jobs, deals with those that wait, and ends the workers. Further calls do nothing.
    /// Errors: Failure(wrongThread) on a worker, which cannot wait for itself. Progress: blocking. [any but
    /// audio]
    void close(Leftovers leftovers);

    /// Returns: which jobs wait, oldest first. Errors: std::bad_alloc. Progress: blocking, for a moment. [any
    /// but audio]
    std::vector<SealedId> waiting() const;
    /// Returns: the counters. Progress: blocking, for a moment. [any but audio]
    SealedPoolStatistics statistics() const noexcept;

private:
    struct Job {
        std::shared_ptr<WorkOwner> owner;
        Sealed<Work> work;
    };
    void work() noexcept;
    bool next(Job& job, bool& drop) noexcept;

    const SealedPoolOptions options_;
    mutable detail::Lock lock_; ///< of everything up to `workerNumbers_`
    std::vector<Job> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    SealedPoolStatistics counted_;
    bool closed_ = false;
    Leftovers leftovers_ = Leftovers::drop;
    std::vector<std::uint32_t> workerNumbers_;
    detail::WaitList readable_;
    detail::WaitList writable_;
    detail::Lock joining_;
    std::vector<detail::Thread> workers_;
};

} // namespace rondo::concurrency
