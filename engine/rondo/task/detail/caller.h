// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::task::detail {

/// Who calls, to compare: the task that the thread runs, or else the thread. Of one that has ended it may be
/// somebody else's.
const void* caller() noexcept;

/// Whether the calling thread runs a task that is not cancelled, so that what need not wait need not look
/// further.
bool runsUncancelled() noexcept;

} // namespace rondo::task::detail
