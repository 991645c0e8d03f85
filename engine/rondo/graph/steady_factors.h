// SPDX-License-Identifier: MIT
#pragma once

namespace rondo::graph {

/// What a node multiplies its input's channels by while nothing in it moves.
struct SteadyFactors {
    float first = 1;  ///< the first channel
    float others = 1; ///< each other channel
};

} // namespace rondo::graph
