// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <rondo/concurrency/wait_source.h>

namespace rondo::concurrency {

namespace detail {
struct StopState {
    Atomic<bool> requested{false};
    WaitList waiting;
};
} // namespace detail

/// Says whether a stop was asked for; made by a StopSource, copied to everybody who should know. Keeps its own
/// share of the state, so it may outlive the source.
class StopToken {
public:
    /// Returns: whether a stop was asked for; once true, always true. What the one who asked did before is seen
    /// after. Progress: wait-free. [audio] [any]
    bool stopRequested() const noexcept { return state_->requested.load(std::memory_order_acquire); }
    /// Effects: waits for the stop. Returns: done or timeout. Progress: blocking. [any but audio]
    WaitResult wait(Deadline deadline) const noexcept;
    /// Returns: a source for waitAny, ready from the stop on; must not outlive the token. Progress: wait-free.
    /// [any]
    WaitSource requested() const noexcept;

private:
    friend class StopSource;
    explicit StopToken(std::shared_ptr<detail::StopState> state) noexcept : state_(std::move(state)) {}
    std::shared_ptr<detail::StopState> state_;
};

/// The one-way switch that ends something: once asked for, a stop stays asked for. Whoever waits in `wait` or
/// in `waitAny` is woken; when the asker is a callback, that looks by itself within 16 ms.
///
/// Example:
///     StopSource stop;
///     std::thread worker([token = stop.token()] { expect(token.wait(Deadline::never())); });
///     expect(stop.requestStop());
///     expect(!stop.requestStop()); // only the first one did it
///     worker.join();
class StopSource {
public:
    /// Effects: allocates the state that source and tokens share. Errors: std::bad_alloc. Progress: blocking.
    /// [control]
    StopSource() : state_(std::make_shared<detail::StopState>()) {}

    /// Effects: asks for the stop and wakes who waits for it; inside a callback it makes no system call.
    /// Returns: whether this was the first time. Progress: wait-free inside a callback, else blocking for the
    /// wake-ups. [audio] [any]
    bool requestStop() noexcept;
    /// Returns: whether a stop was asked for. Progress: wait-free. [audio] [any]
    bool stopRequested() const noexcept { return state_->requested.load(std::memory_order_acquire); }
    /// Returns: a token of this source. Progress: wait-free. [any]
    StopToken token() const noexcept { return StopToken(state_); }
    /// Returns: a source for waitAny, ready from the stop on; must not outlive this. Progress: wait-free. [any]
    WaitSource requested() const noexcept { return token().requested(); }

private:
    std::shared_ptr<detail::StopState> state_;
};

} // namespace rondo::concurrency
