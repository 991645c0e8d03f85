// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstdint>

namespace rondo::strip {

/// What the meter of one output channel shows, as linear amplitudes.
struct ChannelMeter {
    float peak = 0;        ///< true peak, falling by 20 dB in 1.7 s
    float rms = 0;         ///< over an exponential window of 300 ms
    float highestPeak = 0; ///< the largest true peak since the last reset
    friend bool operator==(const ChannelMeter&, const ChannelMeter&) = default;
};

/// The meters of one moment, as they travel from the audio thread to the editor.
struct StripMeter {
    std::array<ChannelMeter, 2> channels{};
    std::uint32_t channelCount = 0;
    std::uint64_t frames = 0; ///< metered so far; stands still while the host is silent
};

} // namespace rondo::strip
