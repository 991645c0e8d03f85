// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::task::detail {

/// What a task waits for, as reports name it.
enum class WaitKind : std::uint8_t {
    world, ///< something that is not the pool's: another thread, a device, the clock; never part of a deadlock
    child,
    channelItem,
    channelRoom,
    mutex,
    condition,
    semaphore,
    barrier,
    event,
    lazy,
    select,
};

} // namespace rondo::task::detail
