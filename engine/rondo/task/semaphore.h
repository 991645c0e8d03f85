// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/task/detail/line_wait.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/time_limit.h>

namespace rondo::task {

/// A number of permits for which tasks wait without their thread, first come, first served: each `acquire`
/// takes one, each `release` gives some back.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     Semaphore files(2); // at most two are open at once
///     pool.run([&]() -> Task<> {
///         co_await files.acquire();
///         expect(files.available() == 1);
///         files.release();
///     });
///     expect(files.tryAcquire() && files.acquireWait() && !files.tryAcquire());
class Semaphore {
public:
    using Result = concurrency::WaitResult;

    /// Effects: makes `permits` of them. Progress: wait-free. [any]
    explicit Semaphore(std::uint32_t permits) noexcept : permits_(permits) {}
    /// Requires: nobody waits. [any]
    ~Semaphore() = default;
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// Effects: `co_await` it: takes a permit, or waits for one. Returns: done. Errors: TaskCancelled, and then
    /// it has none. [a task]
    auto acquire() noexcept { return Acquire<detail::Suspension>(line_, Take(*this)); }
    /// Effects: the same, at most until `limit` is over. Returns: done or timeout. Errors: as above, and
    /// std::bad_alloc. [a task]
    auto acquire(TimeLimit limit) noexcept {
        return Acquire<detail::TimedSuspension>(line_, Take(*this), limit);
    }
    /// Returns: the same as one of the things that `select` waits for. Progress: wait-free. [a task]
    auto acquiring() noexcept { return detail::LineCase(line_, Take(*this)); }
    /// Effects: takes a permit when there is one. Returns: whether it did. Progress: blocking, briefly. [any
    /// but audio]
    [[nodiscard]] bool tryAcquire() noexcept {
        line_.users.note();
        const std::lock_guard guard(line_.lock);
        return Take(*this)();
    }
    /// Effects: as `acquire`, for a thread, and for a plain function of a task, whose worker another thread
    /// takes over meanwhile. Returns: done or timeout. Progress: blocking. [any but audio]
    Result acquireWait(concurrency::Deadline deadline = concurrency::Deadline::never()) {
        return detail::waitInLine(line_, Take(*this), deadline);
    }
    /// Effects: gives `count` permits to those that have waited longest, and keeps the rest. Progress:
    /// blocking, briefly for each. [any but audio]
    void release(std::uint32_t count = 1) noexcept {
        line_.users.note();
        detail::Claimed woken;
        {
            const std::lock_guard guard(line_.lock);
            while (count > 0 && woken.takeFrom(line_.waiting) != nullptr)
                --count;
            permits_ += count;
        }
        woken.wake();
    }
    /// Returns: permits that are free now. Progress: blocking, briefly. [any but audio]
    std::uint64_t available() noexcept {
        const std::lock_guard guard(line_.lock);
        return permits_;
    }

private:
    struct Take : detail::TakeBase {
        static constexpr auto kind = detail::WaitKind::semaphore;
        explicit Take(Semaphore& of) noexcept : semaphore(of) {}
        Semaphore& semaphore;
        bool operator()() const noexcept {
            if (semaphore.permits_ == 0)
                return false;
            --semaphore.permits_;
            return true;
        }
    };
    template <class Base>
    using Acquire = detail::LineWait<Take, Base>;

    detail::Line line_;
    std::uint64_t permits_; ///< under the line's lock; none while somebody waits
};

} // namespace rondo::task
