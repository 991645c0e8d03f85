// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/task/detail/line_wait.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/time_limit.h>

namespace rondo::task {

/// Something that happens, and stays so until it is reset: who waits goes on, and who comes later does not
/// wait.
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     Event loaded;
///     pool.run([&]() -> Task<> {
///         auto loader = spawn([&]() -> Task<> {
///             loaded.set();
///             co_return;
///         });
///         co_await loaded.wait();
///         co_await loaded.wait(); // it still is
///         co_await loader;
///     });
///     loaded.reset();
///     expect(!loaded.isSet());
class Event {
public:
    using Result = concurrency::WaitResult;

    Event() noexcept = default;
    /// Requires: nobody waits. [any]
    ~Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    /// Effects: `co_await` it: waits until the event is set, unless it is. Returns: done. Errors:
    /// TaskCancelled. [a task]
    auto wait() noexcept { return detail::LineWait<Look, detail::Suspension>(line_, Look(*this)); }
    /// Effects: the same, at most until `limit` is over. Returns: done or timeout. Errors: as above, and
    /// std::bad_alloc. [a task]
    auto wait(TimeLimit limit) noexcept {
        return detail::LineWait<Look, detail::TimedSuspension>(line_, Look(*this), limit);
    }
    /// Returns: the same as one of the things that `select` waits for. Progress: wait-free. [a task]
    auto raising() noexcept { return detail::LineCase(line_, Look(*this)); }
    /// Effects: as `wait`, for a thread, and for a plain function of a task, whose worker another thread takes
    /// over meanwhile. Returns: done or timeout. Progress: blocking. [any but audio]
    Result threadWait(concurrency::Deadline deadline = concurrency::Deadline::never()) {
        return detail::waitInLine(line_, Look(*this), deadline);
    }

    /// Effects: sets it; all that wait go on, even if it is reset before they do. What was done before is seen
    /// by them. Progress: blocking, briefly for each. [any but audio]
    void set() noexcept {
        line_.users.note();
        detail::Claimed woken;
        {
            const std::lock_guard guard(line_.lock);
            set_ = true;
            woken.takeAllFrom(line_.waiting);
        }
        woken.wake();
    }
    /// Effects: who comes from now on waits for the next time. Progress: blocking, briefly. [any but audio]
    void reset() noexcept {
        line_.users.note();
        const std::lock_guard guard(line_.lock);
        set_ = false;
    }
    /// Returns: whether it is set. Progress: blocking, briefly. [any but audio]
    bool isSet() noexcept {
        const std::lock_guard guard(line_.lock);
        return set_;
    }

private:
    struct Look : detail::TakeBase {
        static constexpr auto kind = detail::WaitKind::event;
        explicit Look(Event& of) noexcept : event(of) {}
        Event& event;
        bool operator()() const noexcept { return event.set_; }
    };

    detail::Line line_;
    bool set_ = false; ///< under the line's lock
};

} // namespace rondo::task
