// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::concurrency::detail {

/// The name of a system call, static; "an unknown system call" for a number that Linux 6.10 did not have.
const char* systemCallName(int number) noexcept;

} // namespace rondo::concurrency::detail
