// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/detail/guard_record.h>

namespace rondo::concurrency::detail {

inline constexpr std::uint32_t guardRingSize = 256;

/// Touches every page of the ring, so that recording faults none in. Once, before any other call.
void prepareGuardRing() noexcept;
/// Counts a violation `by` times. Any thread, wait-free.
void countViolation(RealtimeKind kind, std::uint64_t by) noexcept;
std::uint64_t violationsOf(RealtimeKind kind) noexcept;
/// Keeps a copy for the consumer, or counts it as unrecorded when the ring is full. Any thread, lock-free.
void pushRecord(const GuardRecord& record) noexcept;
/// Copies the record that lies `ahead` of the oldest one; false when there is none. One consumer at a time.
bool readRecord(std::uint32_t ahead, GuardRecord& record) noexcept;
/// Gives the places of the oldest `count` records back. The same consumer, after it has read them.
void dropRecords(std::uint32_t count) noexcept;
std::uint64_t unrecordedViolations() noexcept;

/// Fills in the frames from the one that `from` lies in on, wherever the walk starts above it.
void captureBacktrace(GuardRecord& record, const void* from) noexcept;

} // namespace rondo::concurrency::detail
