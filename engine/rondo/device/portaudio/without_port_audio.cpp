// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_devices.h>

namespace rondo::device::detail {

base::Result<std::vector<AudioDeviceInfo>> listPortAudioDevices() { return std::vector<AudioDeviceInfo>{}; }

base::Result<std::unique_ptr<AudioDevice>> openPortAudioDevice(const StreamRequest&) {
    return base::fail(
        base::ErrorCode::notFound,
        "This build has no PortAudio; use the device 'virtual', or build with RONDO_PORTAUDIO=ON.");
}

} // namespace rondo::device::detail
