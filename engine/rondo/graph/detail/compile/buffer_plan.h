// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

namespace rondo::graph::detail {

/// Which buffer holds which channel. Buffers have numbers; number 0 is silence and is never written.
struct BufferPlan {
    static constexpr std::uint32_t silence = 0;

    std::uint32_t bufferCount = 1;           ///< silence included
    std::vector<std::uint32_t> channels;     ///< buffer numbers; a port owns a run of its width
    std::vector<std::uint32_t> inputStarts;  ///< for each input port, where its run begins
    std::vector<std::uint32_t> outputStarts; ///< for each output port, where its run begins
};

} // namespace rondo::graph::detail
