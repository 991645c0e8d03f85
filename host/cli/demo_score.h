// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <vector>

namespace rondo::host {

/// The players of the demo, each one node of the graph.
enum class DemoPart : std::uint32_t {
    pad,              ///< eight voices: two sets of four that take turns
    pluck = pad + 8,  ///< four strings that take turns
    bass = pluck + 4, //
    lead,             //
    second,           ///< the lower voice of the duet
    kick,             //
    snareBody,        //
    snareNoise,       ///< a gain that opens noise
    hat,              ///< a gain that opens noise
    cymbal,           ///< a gain that opens noise
    riser,            ///< a gain that opens noise
    riserFilter,      //
    padBus,           ///< a gain that ducks under the kick
    everything,       ///< a gain at the end of the chain
    count
};

/// One parameter change of one player. The parameter is the number that the player's node gives it.
struct DemoEvent {
    std::int64_t frame = 0;
    DemoPart part = DemoPart::pad;
    std::uint32_t parameter = 0;
    float value = 0;
};

/// The piece lasts 24 bars of four beats at 96 beats a minute: 60 s.
inline constexpr double demoBeats = 24 * 4;
inline constexpr double demoSecondsPerBeat = 60.0 / 96.0;

/// Returns: the whole piece at `rate` hertz, ordered by frame; the same every time. [control]
std::vector<DemoEvent> demoScore(double rate);

} // namespace rondo::host
