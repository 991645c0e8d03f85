// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/line_wait.h>
#include <rondo/task/time_limit.h>

namespace rondo::task {

/// A fixed number of tasks wait for each other, without their threads, and go on together, again and again. Who
/// gives up, because it was cancelled or its time is over, takes its arrival back; once all have arrived it
/// goes on with them.
///
/// Example:
///     #include <rondo/task/pool.h>
///     #include <rondo/task/spawn.h>
///     Pool pool({.workers = 2});
///     Barrier rounds(2);
///     int lasts = 0;
///     pool.run([&]() -> Task<> {
///         auto other = spawn([&]() -> Task<> {
///             if (co_await rounds.arrive())
///                 ++lasts; // the others go on only now: it alone looked at what all had done
///         });
///         if (co_await rounds.arrive())
///             ++lasts;
///         co_await other;
///     });
///     expect(lasts == 1);
class Barrier {
public:
    /// Effects: nobody has arrived. Errors: Failure(invalidArgument) for no parties. Progress: wait-free. [any]
    explicit Barrier(std::uint32_t parties) : parties_(parties) {
        if (parties == 0)
            throw base::Failure({base::ErrorCode::invalidArgument,
                                 "A Barrier is for at least one task, and 0 parties were given."});
    }
    /// Requires: nobody waits. [any]
    ~Barrier() = default;
    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    /// Effects: `co_await` it: waits until as many have arrived as there are parties. Returns: whether the
    /// caller was the last one. Errors: TaskCancelled, and then it has not arrived. [a task]
    auto arrive() noexcept { return Arrival<detail::Suspension>(*this); }
    /// Effects: the same, at most until `limit` is over. Returns: also nothing, when it has taken its arrival
    /// back. Errors: as above, and std::bad_alloc. [a task]
    auto arrive(TimeLimit limit) noexcept { return TimedArrival(*this, limit); }
    /// Effects: as `arrive`, for a thread, and for a plain function of a task, whose worker another thread
    /// takes over meanwhile. Returns: whether it was the last one; nothing when it has taken its arrival back.
    /// Progress: blocking. [any but audio]
    std::optional<bool> arriveWait(concurrency::Deadline deadline = concurrency::Deadline::never()) {
        Arrive arrive(*this);
        try {
            if (!detail::waitInLine(line_, arrive, deadline) && takeBack(arrive))
                return std::nullopt;
        } catch (const TaskCancelled&) {
            if (takeBack(arrive))
                throw;
        }
        return arrive.last;
    }

    /// Returns: how many it is for. Progress: wait-free. [any]
    std::uint32_t parties() const noexcept { return parties_; }

private:
    struct Arrive : detail::TakeBase {
        static constexpr auto kind = detail::WaitKind::barrier;
        explicit Arrive(Barrier& at) noexcept : barrier(at) {}
        bool operator()() noexcept { return barrier.arrived(*this); }
        void afterwards() const noexcept { others.wake(); }
        Barrier& barrier;
        detail::Claimed others; ///< that the last one wakes
        std::uint64_t phase = 0;
        bool arrived = false;
        bool last = false;
    };

    template <class Base>
    class Arrival : public detail::LineWait<Arrive, Base> {
        using Wait = detail::LineWait<Arrive, Base>;

    public:
        template <class... Limits>
        explicit Arrival(Barrier& barrier, Limits... limit) noexcept
            : Wait(barrier.line_, Arrive(barrier), limit...) {}
        bool await_ready() const noexcept { return false; } // one arrives once
        bool await_resume() {
            static_cast<void>(passed());
            return this->take().last;
        }

    protected:
        /// Whether all have arrived; throws when it was cancelled before.
        bool passed() {
            auto& arrive = this->take();
            try {
                return Wait::await_resume() || !arrive.barrier.takeBack(arrive);
            } catch (const TaskCancelled&) {
                if (arrive.barrier.takeBack(arrive))
                    throw;
                return true;
            }
        }
    };
    class TimedArrival : public Arrival<detail::TimedSuspension> {
    public:
        using Arrival::Arrival;
        std::optional<bool> await_resume() { return passed() ? std::optional(take().last) : std::nullopt; }
    };

    // Both under the line's lock. Those that have arrived and are woken otherwise at this moment, to give up,
    // find that the phase is over.
    bool arrived(Arrive& arrive) noexcept {
        arrive.arrived = true;
        arrive.phase = phase_;
        arrive.last = ++arrived_ == parties_;
        if (!arrive.last)
            return false;
        arrived_ = 0;
        ++phase_;
        arrive.others.takeAllFrom(line_.waiting);
        return true;
    }
    bool takeBack(Arrive& arrive) noexcept {
        const std::lock_guard guard(line_.lock);
        if (arrive.arrived && arrive.phase != phase_)
            return false;
        arrived_ -= arrive.arrived ? 1 : 0;
        return true;
    }

    const std::uint32_t parties_;
    detail::Line line_; ///< its lock: everything below
    std::uint32_t arrived_ = 0;
    std::uint64_t phase_ = 0;
};

} // namespace rondo::task
