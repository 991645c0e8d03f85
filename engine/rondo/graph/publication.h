// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::graph {

/// The receipt for a committed edit; GraphControl::adoptedAt says at which frame it took effect.
struct Publication {
    std::uint64_t number = 0; ///< counts the commits of one graph, from 1
};

} // namespace rondo::graph
