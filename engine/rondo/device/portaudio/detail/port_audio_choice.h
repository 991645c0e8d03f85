// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/device/device_list.h>
#include <string_view>
#include <vector>

namespace rondo::device::detail {

/// One device as PortAudio knows it.
struct PortAudioChoice {
    AudioDeviceInfo shown;
    int index = 0;           ///< PortAudio's number for it
    bool first = false;      ///< the default device of its API
    double inputLatency = 0; ///< seconds, as PortAudio suggests
    double outputLatency = 0;
};

/// Asks PortAudio. Requires: the thread of a PortAudioLease.
std::vector<PortAudioChoice> askPortAudio();

/// Effects: sorts the best to the front (JACK before ALSA, each API's default first), gives names that occur
/// twice their API, marks the default. Pure.
std::vector<PortAudioChoice> arrange(std::vector<PortAudioChoice> choices);

/// Returns: the choice that a request's device name means: a full name, "API:name", an API's default, or, for
/// an empty name, the default of all; null when there is none. Pure.
const PortAudioChoice* choose(const std::vector<PortAudioChoice>& choices, std::string_view name);

} // namespace rondo::device::detail
