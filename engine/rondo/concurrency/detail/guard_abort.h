// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/guard_record.h>

namespace rondo::concurrency::detail {

/// From now on a violation ends the process, or no longer does.
void setAborting(bool aborting) noexcept;
/// Waits until a thread has violated, on the thread that will write the report.
const GuardRecord& awaitViolation() noexcept;
/// Whether the caller is the one who may write the report; true once in a process.
bool claimReport() noexcept;

/// The report for when nothing but a write to stderr is safe: no symbols, no memory.
void writePlainReport(const GuardRecord& record) noexcept;

} // namespace rondo::concurrency::detail
