// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>

namespace rondo::concurrency::detail {

/// As good as for ever.
constexpr auto longestWait = std::chrono::hours(24 * 365);

/// Sleeps while `word` holds `expected`, at most `limit`; may return early for no reason.
void futexWait(const FutexWord& word, std::uint32_t expected, std::chrono::nanoseconds limit) noexcept;
/// Wakes sleepers on an address. The address is a mere number to this call: the word may be gone already, and
/// then at worst somebody else wakes early.
void futexWake(const void* address, int sleepers) noexcept;
/// How an attempt at a priority-inheriting word ended.
enum class PiOutcome : std::uint8_t {
    locked,    ///< the word holds the caller's number
    timeout,   ///< `limit` is over, or no reason at all: look and try again
    deadlock,  ///< the caller itself holds the word, or something that the word's holder waits for
    ownerGone, ///< the holder's thread ended without unlocking
    refused,   ///< the kernel has no memory for it, or does not know such words
};
constexpr std::uint32_t piOwnerBits = 0x3fff'ffff; ///< the holder's number in such a word; 0: free
constexpr std::uint32_t piOwnerDied =
    0x4000'0000; ///< set by the kernel when a waited-for holder's thread ended
/// The kernel's number of the calling thread; never 0.
std::uint32_t threadNumber() noexcept;
/// Sleeps, at most `limit`, until `word` can hold the caller's number; whoever holds it runs meanwhile at least
/// at the caller's priority.
PiOutcome futexLockPi(FutexWord& word, std::chrono::nanoseconds limit) noexcept;
/// For the holder, when the word holds more than its number: gives the word to the most urgent sleeper.
void futexUnlockPi(FutexWord& word) noexcept;
/// The CPU that the caller runs on; about a nanosecond, no system call.
int currentCpu() noexcept;
/// Lets another thread of this core run first.
void yieldCpu() noexcept;

} // namespace rondo::concurrency::detail
