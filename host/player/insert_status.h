// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>
#include <rondo/base/units.h>
#include <string>

namespace rondo::host {

/// What an insert of a playing session is doing, for the people who look at it.
struct InsertStatus {
    bool playing = false;       ///< whether it is in the graph; not while no device is open
    bool missing = false;       ///< its plugin is not there: the signal passes, and everything of it is kept
    std::string trouble = {};   ///< one sentence about what is wrong with it; empty: nothing
    std::uint32_t latency = 0;  ///< frames
    base::Seconds usual = {};   ///< time of a block, the median; 0: not known yet
    base::Seconds longest = {}; ///< time of a block: all but one of a thousand were shorter
    std::array<float, 2> peak = {}; ///< of what leaves it, linear, falling as a needle does
    friend bool operator==(const InsertStatus&, const InsertStatus&) = default;
};

} // namespace rondo::host
