// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/device/audio_device.h>
#include <string>
#include <vector>

namespace rondo::device {

/// One device as a user chooses it.
struct AudioDeviceInfo {
    std::string name; ///< what `StreamRequest::device` takes; "virtual" is Rondo's own, which needs no hardware
    std::string api;  ///< "JACK", "ALSA" or "Rondo"
    std::uint32_t maximumInputs = 0;
    std::uint32_t maximumOutputs = 0;
    double defaultRate = 0;
    bool isDefault = false; ///< the one that an empty `StreamRequest::device` opens
};

/// Effects: asks PortAudio which devices there are; what its libraries print meanwhile is kept off stderr where
/// they allow it (engine/docs/device.md). While a PortAudio stream of this process is open, the devices are
/// those that were there when the first one was opened. Returns: PortAudio's devices that can play or record,
/// best first, and then always "virtual". Errors: none so far; a PortAudio that does not answer leaves
/// "virtual" alone in the list. Progress: blocking, with a deadline of 10 s. [control]
base::Result<std::vector<AudioDeviceInfo>> listDevices();

/// Effects: opens a device, which is silent until `AudioDevice::start`. An empty `request.device` takes the
/// first output of listDevices(): a JACK server if one runs, else ALSA's default, else "virtual" (also when the
/// best one refuses, which `AudioDevice::notice` then tells). "JACK" and "ALSA" name the default device of one
/// API, "JACK:name" a device of one API when two APIs have the same name. Returns: the open device; what
/// differs from the request is in `AudioDevice::notice`. Errors: invalidArgument (a field outside its range),
/// notFound (no device of that name; the text lists what there is), unsupported (channels or rate that the
/// device does not have), refused, lost, timeout. Progress: blocking, with deadlines. [control]
base::Result<std::unique_ptr<AudioDevice>> openDevice(const StreamRequest& request);

} // namespace rondo::device
