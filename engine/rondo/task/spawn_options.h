// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/task/lane.h>

namespace rondo::task {

/// Where a child runs.
struct SpawnOptions {
    std::optional<std::uint32_t> worker = {}; ///< the only worker that runs it, by number from 0; nothing: any
    std::optional<Lane> lane = {};            ///< nothing: as its parent
};

} // namespace rondo::task
