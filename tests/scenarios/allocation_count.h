// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::test {

/// How often the calling thread has allocated through operator new, which this program replaces.
std::uint64_t allocationsHere() noexcept;

} // namespace rondo::test
