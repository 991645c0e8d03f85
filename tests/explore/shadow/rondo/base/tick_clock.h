// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <explore/tool/steps.h>

namespace rondo::base {

class TickClock {
public:
    TickClock() noexcept {}
    std::int64_t nanoseconds() const noexcept { return explore::readClock(); }
};

} // namespace rondo::base
