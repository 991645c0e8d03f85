// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::graph {

/// How an edge carries its signal.
struct ConnectOptions {
    /// Whether the signal is delayed until the slowest of those that meet it is there. Without, it arrives as
    /// early as it can, as a performer wants to hear himself.
    bool compensate = true;
    /// 0: an ordinary edge, which must not close a circle. Else the destination hears the source exactly so
    /// many frames later, 1 to 65536, and the edge may close a circle; the graph then runs in pieces of at most
    /// so many frames, so that short ones cost more.
    std::uint32_t feedbackFrames = 0;
};

} // namespace rondo::graph
