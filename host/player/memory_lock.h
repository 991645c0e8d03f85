// SPDX-License-Identifier: GPL-3.0-only
#pragma once

namespace rondo::host {

/// Effects: keeps the process's memory in place, of now and to come, because a first touch of a page costs
/// microseconds in a callback. Only with an unlimited right: under a limit every later allocation could fail.
/// Returns: whether it did. Progress: blocking. [control]
bool lockMemory() noexcept;

} // namespace rondo::host
