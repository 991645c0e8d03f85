// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace rondo::bench {

/// What one contestant of tests/bench/task_bench.cpp measures in a process of its own: figures by their names.
using Figures = std::map<std::string, double>;
struct Discipline {
    std::string contestant;
    std::string name;
    Figures (*measure)();
};

constexpr int roundTrips = 300'000;
constexpr int slowRoundTrips = 10'000; ///< where the kernel switches threads
constexpr int streamed = 3'000'000;
constexpr int streamCapacity = 1024;
constexpr int spawned = 300'000;
constexpr int calls = 1'000'000;
constexpr int blocked = 1'000'000;

class Stopwatch {
public:
    /// Returns the ns since it was made, for each of so many.
    double each(int count) const {
        const std::chrono::duration<double, std::nano> passed = std::chrono::steady_clock::now() - from_;
        return passed.count() / count;
    }

private:
    std::chrono::steady_clock::time_point from_ = std::chrono::steady_clock::now();
};

/// Bytes of the process that lie in memory.
double residentBytes();

std::vector<Discipline> rondoDisciplines();
std::vector<Discipline> asioDisciplines();
std::vector<Discipline> threadDisciplines();
std::vector<Discipline> fiberDisciplines();

} // namespace rondo::bench
