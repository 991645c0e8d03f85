// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace rondo::audio {

/// A new value of one parameter of one receiver. `frame` counts from the start of the block it is delivered in,
/// or from the start of the stream where a sender schedules ahead; the place that takes the event says which.
struct ParameterEvent {
    std::int64_t frame = 0;
    std::uint64_t target = 0;    ///< who: for instance a node id
    std::uint32_t parameter = 0; ///< which of its parameters
    float value = 0;             ///< in the parameter's own unit
};

} // namespace rondo::audio
