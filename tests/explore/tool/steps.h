// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <source_location>

/// What the headers in tests/explore/shadow call instead of the processor and the kernel. Each call is one step
/// of the calling thread, before which the explorer may let another thread go first.
namespace explore {

using Place = std::source_location;
using Value = std::uint64_t;

/// Whether an execution is being explored; else the shadows behave as one plain thread.
bool exploring() noexcept;

void atomicBorn(const void* address, Value initial) noexcept;
void atomicGone(const void* address) noexcept;
Value atomicLoad(const void* address, Value initial, std::memory_order order, const Place& place) noexcept;
void atomicStore(const void* address, Value initial, Value desired, std::memory_order order,
                 const Place& place) noexcept;
Value atomicUpdate(const void* address, Value initial, Value (*change)(Value, Value), Value operand,
                   std::memory_order order, const Place& place) noexcept;
bool atomicCompare(const void* address, Value initial, Value& expected, Value desired,
                   std::memory_order success, std::memory_order failure, bool weak,
                   const Place& place) noexcept;

constexpr std::int64_t forEver = -1;
void futexWait(const void* address, Value initial, std::uint32_t expected, std::int64_t nanoseconds,
               const Place& place) noexcept;
void futexWake(const void* address, int sleepers, const Place& place) noexcept;

int startThread(std::function<void()> body);
void joinThread(int thread) noexcept;

/// Lets every other thread that can run go first.
void yield() noexcept;
/// The virtual clock: it moves when a thread yields or reads it, and jumps when all threads sleep.
std::int64_t readClock() noexcept;
int currentCpu() noexcept;
std::uint32_t currentThread() noexcept;
constexpr int everybody = 1 << 20;

/// Fails the execution with `expectation` unless `met`.
void check(bool met, const char* expectation, const Place& place = Place::current()) noexcept;

} // namespace explore
