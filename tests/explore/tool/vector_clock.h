// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace explore {

constexpr int maximumThreads = 8;

/// For each thread, up to which of its steps the owner knows what happened.
struct VectorClock {
    std::array<std::uint32_t, maximumThreads> times{};

    void join(const VectorClock& other) noexcept {
        for (std::size_t thread = 0; thread < times.size(); ++thread)
            times[thread] = times[thread] < other.times[thread] ? other.times[thread] : times[thread];
    }
    std::uint32_t& of(int thread) noexcept { return times[static_cast<std::size_t>(thread)]; }
    std::uint32_t of(int thread) const noexcept { return times[static_cast<std::size_t>(thread)]; }
    bool knows(int thread, std::uint32_t time) const noexcept { return time <= of(thread); }
};

} // namespace explore
