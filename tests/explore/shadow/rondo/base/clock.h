// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <explore/tool/steps.h>

namespace rondo::base {

inline std::int64_t monotonicNanoseconds() noexcept { return explore::readClock(); }

} // namespace rondo::base
