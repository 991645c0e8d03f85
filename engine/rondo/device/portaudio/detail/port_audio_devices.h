// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/device/audio_device.h>
#include <rondo/device/device_list.h>
#include <vector>

namespace rondo::device::detail {

/// PortAudio's JACK and ALSA devices, best first; two of the same name carry their API before it. A build
/// without PortAudio (RONDO_PORTAUDIO=OFF) has none.
base::Result<std::vector<AudioDeviceInfo>> listPortAudioDevices();

/// The device that `request.device` names, or the best one for an empty name; notFound when there is none.
base::Result<std::unique_ptr<AudioDevice>> openPortAudioDevice(const StreamRequest& request);

} // namespace rondo::device::detail
