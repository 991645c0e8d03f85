// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/current_task.h>
#include <rondo/task/detail/select_case.h>
#include <rondo/task/detail/timed_suspension.h>
#include <rondo/task/io/detail/signal_core.h>
#include <rondo/task/time_limit.h>
#include <span>

namespace rondo::task {

class Reactor;

namespace detail {
class ReactorCore;
}

/// Signals of the operating system as something that tasks and threads wait for. What comes from its making on
/// is kept and counted, for each signal, until somebody takes it: none is lost before the first wait, or
/// between two. Several sources hear the same signal, each for itself. While any source of the process hears a
/// signal, its former disposition rests; it comes back with the end of the last one.
///
/// The system itself merges signals of one kind that come while one is on its way. After SIGCHLD collect
/// children until there is none; the end of the last one is always told.
///
/// Example:
///     #include <csignal>
///     #include <rondo/task/io/reactor.h>
///     #include <rondo/task/pool.h>
///     #include <rondo/task/task.h>
///     Pool pool({.workers = 1});
///     Reactor reactor;
///     SignalSource signals(reactor, {SIGINT, SIGTERM});
///     std::raise(SIGTERM);
///     pool.run([&]() -> Task<> { expect((co_await signals.next()).value() == SIGTERM); });
class SignalSource {
public:
    /// Effects: begins to hear `signals`; where several have come, those named first are told first. Errors:
    /// Failure(invalidArgument) for none, and for signals that cannot be caught or tell of a fault of the
    /// program itself; Failure(full). Progress: blocking, briefly. [control]
    SignalSource(Reactor& reactor, std::span<const int> signals);
    SignalSource(Reactor& reactor, std::initializer_list<int> signals)
        : SignalSource(reactor, std::span(signals.begin(), signals.size())) {}
    /// Effects: as `close`, and brings former dispositions back. What nobody has taken is forgotten. Requires:
    /// nobody waits any more. Progress: blocking, briefly. [control]
    ~SignalSource();
    SignalSource(const SignalSource&) = delete;
    SignalSource& operator=(const SignalSource&) = delete;

    /// Effects: `co_await` it: waits for a signal, and takes it. Returns: its number. Errors: timeout; closed;
    /// TaskCancelled, and then none was taken; std::bad_alloc. [a task]
    auto next(TimeLimit limit = TimeLimit::never()) noexcept { return Next(*core_, limit); }
    /// Returns: the same as one of the things that `select` waits for; `signal` is its number then. Progress:
    /// wait-free. [a task]
    auto receiving(int& signal) noexcept { return Receiving(*core_, signal); }
    /// Effects: the same for a thread, and for a plain function of a task, whose worker another thread takes
    /// over meanwhile. Errors: timeout; closed; TaskCancelled in a task. Progress: blocking. [any but audio]
    base::Result<int> nextWait(concurrency::Deadline deadline = concurrency::Deadline::never());
    /// Effects: takes a signal that has come. Returns: its number; nothing when there is none. Progress:
    /// blocking, briefly. [any but audio]
    std::optional<int> tryNext() noexcept;
    /// Returns: how often `signal` has come and was not taken; 0 for one that it does not hear. Progress:
    /// blocking, briefly. [any but audio]
    std::uint64_t pending(int signal) const noexcept { return core_->pending(signal); }
    /// Effects: who waits, and who will, hears `closed`. Progress: blocking, briefly. [any but audio]
    void close() noexcept { core_->close(); }

private:
    static base::Result<int> result(int taken, detail::Woken woken);

    class Next : public detail::TimedSuspension {
    public:
        Next(detail::SignalCore& core, TimeLimit limit) noexcept : TimedSuspension(limit), core_(core) {}
        bool await_ready() noexcept {
            if (const auto* const task = detail::runningTask(); task != nullptr && task->isCancelled())
                return false;
            taken_ = core_.take(nullptr);
            return taken_ != detail::SignalCore::none;
        }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> caller) {
            return suspend(caller.promise().task(), caller, [&](detail::Waiter& waiter) {
                entry_.waiter = &waiter;
                taken_ = core_.take(&entry_);
                return taken_ == detail::SignalCore::none;
            });
        }
        base::Result<int> await_resume() {
            if (!hasSuspended())
                return result(taken_, detail::Woken::ready);
            if (enlisted() && taken_ == detail::SignalCore::none)
                taken_ = core_.leave(entry_);
            const auto woken = resume();
            if (taken_ == detail::SignalCore::none && woken == detail::Woken::cancelled)
                throw TaskCancelled();
            return result(taken_, woken);
        }

    private:
        detail::SignalCore& core_;
        detail::WaitEntry entry_;
        int taken_ = detail::SignalCore::none;
    };

    class Receiving : public detail::EntryCase {
    public:
        Receiving(detail::SignalCore& core, int& signal) noexcept : core_(&core), signal_(&signal) {}
        void require(const detail::TaskNode&) const noexcept { *signal_ = detail::SignalCore::none; }
        static bool isOpen() noexcept { return true; }
        detail::BriefLock& lock() const noexcept { return core_->lock(); }
        concurrency::ChannelResult attempt(detail::Waiter*&) const noexcept {
            *signal_ = core_->takeLocked();
            return *signal_ == detail::SignalCore::none ? concurrency::ChannelResult::empty : result();
        }
        void enlist(detail::Waiter& waiter) noexcept { core_->enlistLocked(entryOf(waiter)); }
        void leave() noexcept {
            const int given = core_->leave(entry_);
            if (given != detail::SignalCore::none)
                *signal_ = given;
        }
        concurrency::ChannelResult result() const noexcept {
            return *signal_ > 0 ? concurrency::ChannelResult::done : concurrency::ChannelResult::closed;
        }

    private:
        detail::SignalCore* core_;
        int* signal_;
    };

    std::shared_ptr<detail::SignalCore> core_;
    std::shared_ptr<detail::ReactorCore> reactor_;
};

} // namespace rondo::task
