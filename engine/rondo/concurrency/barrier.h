// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <rondo/concurrency/wait_result.h>
#include <string>
#include <tl/expected.hpp>

namespace rondo::concurrency {

/// Lets a fixed number of threads go on together, phase after phase. Who gives up waiting takes its arrival
/// back, so that the phase ends only when all are there.
///
/// Example:
///     Barrier start(2);
///     expect(start.arrive(Deadline::immediately()).error() == WaitResult::timeout); // taken back
///     std::thread other([&] { expect(start.arrive(Deadline::never()).has_value()); });
///     const auto arrival = start.arrive(Deadline::never());
///     other.join();
///     expect(arrival.has_value() && arrival->phase == 0);
class Barrier {
public:
    /// How a phase ended for one of its parties.
    struct Arrival {
        std::uint32_t phase; ///< which, counted from 0
        bool last;           ///< whether this party completed it; exactly one did
    };

    /// Effects: makes a barrier for `parties` threads; `name` is shown in errors. Errors:
    /// Failure(invalidArgument) for 0 or more than 2^31 - 1 parties. Progress: blocking (allocates). [control]
    explicit Barrier(std::uint32_t parties, const std::string& name = "barrier");
    /// Requires: no thread is inside a call, and none will call. [control]
    ~Barrier() = default;
    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    /// Effects: arrives, and waits until all parties of the phase have; what they did before is seen after. At
    /// the deadline the arrival is taken back, unless the phase is complete by then. Returns: the phase; else
    /// timeout or closed. Progress: blocking. [any but audio]
    tl::expected<Arrival, WaitResult> arrive(Deadline deadline) noexcept;

    /// Returns: how many parties wait now. Progress: wait-free. [any]
    std::uint32_t arrived() const noexcept { return arrivedOf(word_.load(std::memory_order_relaxed)); }
    /// Effects: answers everybody who waits; no phase will end any more. Further calls do nothing. Progress:
    /// wait-free beside the wake-ups. [any]
    void close() noexcept;
    /// Returns: whether it was closed. Progress: wait-free. [any]
    bool closed() const noexcept { return (word_.load(std::memory_order_relaxed) & closedBit) != 0; }

private:
    // The phase above, then the mark, then how many have arrived.
    static constexpr std::uint64_t closedBit = std::uint64_t{1} << 31;
    static constexpr std::uint64_t arrivedBits = closedBit - 1;
    static constexpr int phaseShift = 32;
    static std::uint32_t phaseOf(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word >> phaseShift);
    }
    static std::uint32_t arrivedOf(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word & arrivedBits);
    }
    WaitResult takeBack(std::uint32_t phase) noexcept;

    const std::uint32_t parties_;
    detail::Atomic<std::uint64_t> word_{0};
    detail::WaitList waiting_;
};

} // namespace rondo::concurrency
