// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/parker.h>

namespace rondo::task::detail {

/// What determines the order in a simulated pool, and its clock.
class Simulation {
public:
    explicit Simulation(std::uint64_t seed) noexcept : state_(seed) {}

    /// A number below `count`, which is not 0. [who drives the pool]
    std::uint64_t below(std::uint64_t count) noexcept {
        // SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
        auto mixed = state_ += 0x9e3779b97f4a7c15U;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
        return (mixed ^ (mixed >> 31)) % count;
    }

    Atomic<std::int64_t> now{0};
    /// Threads of the pool that were woken while they were away from their seats, so far.
    Atomic<std::uint32_t> woken{0};
    std::uint32_t arrived = 0; ///< those that have asked for a seat since; under the pool's lock
    Parker parker;             ///< of who drives the pool

private:
    std::uint64_t state_;
};

} // namespace rondo::task::detail
