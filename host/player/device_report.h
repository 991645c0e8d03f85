// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstdint>
#include <rondo/concurrency/histogram.h>
#include <rondo/device/audio_device.h>
#include <string>
#include <vector>

namespace rondo::host {

/// How the device of a session does.
struct DeviceReport {
    bool open = false;
    std::string trouble = {}; ///< why no device is open, in a sentence; empty: one is, or none was wanted yet
    std::string notice = {};  ///< what the device could not give as asked; empty: nothing
    device::StreamFormat format = {};
    device::StreamStatistics stream = {};
    concurrency::HistogramCounts callbacks =
        {};                                 ///< how long callbacks took, since `resetReport` or the opening
    double period = 0;                      ///< s that a callback may take
    std::uint64_t missed = 0;               ///< blocks that ended after their deadline
    std::vector<std::string> culprits = {}; ///< of the newest of them, a sentence each, the newest first
    std::uint64_t blocksSilenced = 0;       ///< because they held what is no number
};

} // namespace rondo::host
