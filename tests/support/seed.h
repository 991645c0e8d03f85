// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace rondo::test {

/// Returns: RONDO_SEED, which repeats a run's random numbers, or one of this run. Whoever takes it prints it.
inline std::uint64_t seedOfThisRun() {
    const char* given = std::getenv("RONDO_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}
/// Effects: prints it, for who wants to repeat the run. Returns: the same.
inline std::uint64_t toldSeed() {
    const auto seed = seedOfThisRun();
    std::fprintf(stderr, "RONDO_SEED=%llu\n", static_cast<unsigned long long>(seed));
    return seed;
}

} // namespace rondo::test
