// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/caller.h>
#include <rondo/task/detail/line_wait.h>
#include <rondo/task/time_limit.h>
#include <utility>

namespace rondo::task {

class Condition;

/// A lock that a task holds across its waits, and for which others wait without their thread, first come, first
/// served: who unlocks hands it to the one that has waited longest. It belongs to the task that has locked it;
/// a thread that runs no task can be its owner as well.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     Mutex mutex;
///     int shared = 0;
///     pool.run([&]() -> Task<> {
///         const auto held = co_await mutex.lock();
///         ++shared;
///     });
///     expect(shared == 1);
///     const auto held = mutex.lockWait(); // by this thread
///     expect(!mutex.tryLock());           // nobody else gets it meanwhile, nor we twice
class Mutex {
public:
    /// Holds the mutex while it lives. It may be moved within its owner; the end of one that was carried
    /// elsewhere frees the mutex all the same, because an end cannot fail.
    class [[nodiscard]] Held {
    public:
        Held(Held&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
        Held& operator=(Held&& other) noexcept {
            std::swap(mutex_, other.mutex_);
            return *this;
        }
        ~Held() {
            if (mutex_ != nullptr)
                mutex_->release();
        }
        /// Effects: gives the mutex back before the end; further calls do nothing. Errors: Failure(notOwner)
        /// for anybody but who has locked it, and then it stays locked. Progress: blocking, briefly.
        /// [its owner]
        void unlock() {
            if (mutex_ == nullptr)
                return;
            mutex_->requireOwner("unlocked");
            std::exchange(mutex_, nullptr)->release();
        }
        /// Returns: whether it holds a mutex. Progress: wait-free. [any]
        explicit operator bool() const noexcept { return mutex_ != nullptr; }

    private:
        friend class Mutex;
        friend class Condition;
        explicit Held(Mutex& mutex) noexcept : mutex_(&mutex) {}
        Mutex* mutex_;
    };

    Mutex() noexcept = default;
    /// Requires: nobody holds it or waits for it. [any]
    ~Mutex() = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    /// Effects: `co_await` it: waits for the mutex and takes it. Returns: what holds it. Errors: TaskCancelled,
    /// and then it is not held; Failure(deadlock) when the task holds it already. [a task]
    auto lock() noexcept { return Lock<detail::Suspension>(*this); }
    /// Effects: the same, at most until `limit` is over. Returns: what holds it, or nothing. Errors: as above,
    /// and std::bad_alloc. [a task]
    auto lock(TimeLimit limit) noexcept { return TimedLock(*this, limit); }
    /// Effects: takes the mutex if nobody has it. Returns: what holds it, or nothing. Progress: blocking,
    /// briefly. [any but audio]
    [[nodiscard]] std::optional<Held> tryLock() noexcept {
        line_.users.note();
        Take take(*this);
        const std::lock_guard guard(line_.lock);
        return take() && !take.again ? std::optional(Held(*this)) : std::nullopt;
    }
    /// Effects: as `lock`, for a thread, and for a plain function of a task, whose worker another thread takes
    /// over meanwhile. Returns: what holds it. Errors: Failure(deadlock) when the caller holds it already.
    /// Progress: blocking. [any but audio]
    Held lockWait() { return *lockWait(concurrency::Deadline::never()); }
    /// Effects: the same, not beyond `deadline`. Returns: what holds it, or nothing. [any but audio]
    [[nodiscard]] std::optional<Held> lockWait(concurrency::Deadline deadline) {
        Take take(*this);
        const auto result = detail::waitInLine(line_, take, deadline);
        take.refuseAgain();
        return result ? std::optional(Held(*this)) : std::nullopt;
    }

private:
    friend class Condition;
    struct Take : detail::TakeBase {
        explicit Take(Mutex& of) noexcept : mutex(of) {}
        static constexpr auto kind = detail::WaitKind::mutex;
        bool operator()() noexcept {
            again = mutex.owner_ == self;
            if (mutex.owner_ == nullptr)
                mutex.owner_ = self;
            return mutex.owner_ == self;
        }
        void* place() const noexcept { return const_cast<void*>(self); }
        void refuseAgain() const {
            if (again)
                throw base::Failure({base::ErrorCode::deadlock,
                                     "A Mutex is locked by who holds it already, and who would wait for "
                                     "itself; unlock it first."});
        }
        Mutex& mutex;
        const void* self = detail::caller();
        bool again = false;
    };

    template <class Base>
    class Lock : public detail::LineWait<Take, Base> {
    public:
        template <class... Limits>
        explicit Lock(Mutex& mutex, Limits... limit) noexcept
            : detail::LineWait<Take, Base>(mutex.line_, Take(mutex), limit...) {}
        Held await_resume() {
            static_cast<void>(taken());
            return Held(this->take().mutex);
        }

    protected:
        bool taken() {
            const bool done(detail::LineWait<Take, Base>::await_resume());
            this->take().refuseAgain();
            return done;
        }
    };
    class TimedLock : public Lock<detail::TimedSuspension> {
    public:
        using Lock::Lock;
        std::optional<Held> await_resume() {
            return taken() ? std::optional(Held(take().mutex)) : std::nullopt;
        }
    };

    void requireOwner(const char* what) {
        const std::lock_guard guard(line_.lock);
        if (owner_ != detail::caller())
            throw base::Failure({base::ErrorCode::notOwner,
                                 std::string("A Mutex was to be ") + what +
                                     " by another one than who has locked it, and stays locked; a task or "
                                     "thread unlocks what it has locked itself."});
    }
    void release() noexcept {
        detail::Claimed next;
        {
            const std::lock_guard guard(line_.lock);
            const auto* const entry = next.takeFrom(line_.waiting);
            owner_ = entry != nullptr ? entry->place : nullptr;
        }
        next.wake();
    }

    detail::Line line_;
    const void* owner_ = nullptr; ///< under the line's lock
};

} // namespace rondo::task
