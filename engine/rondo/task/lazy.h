// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/detail/lazy_maker.h>
#include <rondo/task/detail/line_wait.h>
#include <rondo/task/event.h>
#include <rondo/task/task.h>
#include <rondo/task/task_cancelled.h>
#include <utility>

namespace rondo::task {

/// A value that the first one who needs it makes, once; others wait for it, tasks without their thread. What
/// making it throws is told to all, and making it is not tried again. A maker that is cancelled has not made
/// it: the next one tries.
///
/// Example:
///     #include <rondo/task/pool.h>
///     Pool pool({.workers = 2});
///     int made = 0;
///     Lazy<int> answer([&]() -> Task<int> {
///         ++made;
///         co_return 42;
///     });
///     pool.run([&]() -> Task<> {
///         int& number = *co_await answer.get();
///         expect(number == 42 && co_await answer.get() == &number);
///     });
///     expect(made == 1 && *answer.getWait() == 42);
template <class T>
class Lazy {
public:
    /// Effects: makes nothing yet. `make()` makes a Task<T>, which runs as part of the first task that asks, or
    /// is a plain function that returns a T, which a thread can run as well. Errors: std::bad_alloc; what
    /// moving the function throws. Progress: blocking (allocates). [any but audio]
    template <class Function>
    explicit Lazy(Function make)
        : maker_(std::make_unique<detail::LazyMakerOf<T, Function>>(std::move(make))) {}
    /// Requires: nobody waits. [any but audio]
    ~Lazy() = default;
    Lazy(const Lazy&) = delete;
    Lazy& operator=(const Lazy&) = delete;

    /// Effects: `co_await` it: makes the value, or waits until another one has. Returns: where it is, never
    /// null. Errors: what making it threw, whoever did; TaskCancelled; Failure(deadlock) when what makes it
    /// asks for it; std::bad_alloc. [a task]
    Task<T*> get() {
        Turn turn(*this);
        co_await detail::LineWait<Ask, detail::Suspension>(line_, Ask(turn));
        if (isMine(turn)) {
            std::exception_ptr thrown;
            bool cancelled = false;
            try {
                co_await maker_->make(value_);
            } catch (const TaskCancelled&) {
                cancelled = true;
            } catch (...) {
                thrown = std::current_exception();
            }
            finish(cancelled, std::move(thrown));
            if (cancelled)
                throw TaskCancelled();
        }
        co_return result();
    }
    /// Effects: the same for a thread, and for a plain function of a task, whose worker another thread takes
    /// over meanwhile; but only a task runs a maker that makes a Task, and until one does, this waits. Returns:
    /// where the value is; null when it is not there by the deadline. Errors: as above. Progress: blocking.
    /// [any but audio]
    T* getWait(concurrency::Deadline deadline = concurrency::Deadline::never()) {
        Turn turn(*this);
        if (!maker_->plain()) {
            refuseToWaitForItself(turn);
            return settled_.threadWait(deadline) ? result() : nullptr;
        }
        if (!detail::waitInLine(line_, Ask(turn), deadline))
            return nullptr;
        if (isMine(turn)) {
            std::exception_ptr thrown;
            try {
                maker_->makeHere(value_);
            } catch (const TaskCancelled&) {
                finish(true, nullptr);
                throw;
            } catch (...) {
                thrown = std::current_exception();
            }
            finish(false, std::move(thrown));
        }
        return result();
    }
    /// Returns: where the value is; null when it was not made yet, or could not be. Progress: blocking,
    /// briefly. [any but audio]
    T* tryGet() noexcept {
        const std::lock_guard guard(line_.lock);
        return state_ == State::made ? &*value_ : nullptr;
    }

private:
    enum class State : std::uint8_t { idle, making, made, failed };

    /// One that asks, and may come to be the one that makes it.
    struct Turn {
        explicit Turn(Lazy& of) noexcept : lazy(of) {}
        Lazy& lazy;
        const void* self = detail::caller();
        bool again = false; ///< it asks while it makes it
    };
    struct Ask : detail::TakeBase {
        static constexpr auto kind = detail::WaitKind::lazy;
        explicit Ask(Turn& of) noexcept : turn(&of) {}
        bool operator()() const noexcept {
            auto& lazy = turn->lazy;
            if (lazy.state_ == State::making)
                return turn->again = lazy.making_ == turn->self;
            if (lazy.state_ == State::idle) {
                lazy.state_ = State::making;
                lazy.making_ = turn->self;
            }
            return true;
        }
        void* place() const noexcept { return const_cast<void*>(turn->self); }
        Turn* turn;
    };

    static void refuse() {
        throw base::Failure(
            {base::ErrorCode::deadlock,
             "A Lazy was asked for its value by what makes it, which would wait for itself; make "
             "the value without it."});
    }
    void refuseToWaitForItself(const Turn& turn) {
        const std::lock_guard guard(line_.lock);
        if (state_ == State::making && making_ == turn.self)
            refuse();
    }
    /// After it has asked: whether it is to make the value now, as the first one or after one that was
    /// cancelled.
    bool isMine(const Turn& turn) {
        if (turn.again)
            refuse();
        const std::lock_guard guard(line_.lock);
        return state_ == State::making && making_ == turn.self;
    }
    void finish(bool cancelled, std::exception_ptr thrown) noexcept {
        detail::Claimed woken;
        {
            const std::lock_guard guard(line_.lock);
            making_ = nullptr;
            if (cancelled) {
                const auto* const next = woken.takeFrom(line_.waiting);
                making_ = next != nullptr ? next->place : nullptr;
                state_ = next != nullptr ? State::making : State::idle;
            } else {
                state_ = thrown ? State::failed : State::made;
                thrown_ = std::move(thrown);
                woken.takeAllFrom(line_.waiting);
            }
        }
        if (!cancelled)
            settled_.set();
        woken.wake();
    }
    /// When it was made, or failed: neither changes any more.
    T* result() {
        if (thrown_)
            std::rethrow_exception(thrown_);
        return &*value_;
    }

    const std::unique_ptr<detail::LazyMaker<T>> maker_;
    Event settled_;     ///< for threads that cannot make it
    detail::Line line_; ///< its lock: everything below, until it has settled
    State state_ = State::idle;
    const void* making_ = nullptr;
    std::exception_ptr thrown_;
    std::optional<T> value_;
};

} // namespace rondo::task
