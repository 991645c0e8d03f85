// SPDX-License-Identifier: MIT
#include <rondo/device/device_list.h>

#include <rondo/audio/channel_layout.h>
#include <rondo/device/detail/stream_request_check.h>
#include <rondo/device/portaudio/detail/port_audio_devices.h>
#include <rondo/device/virtual/virtual_device.h>

namespace rondo::device {

namespace {

base::Result<std::unique_ptr<AudioDevice>> openVirtual(const StreamRequest& request, std::string notice = {}) {
    VirtualSurroundings surroundings;
    surroundings.notice = std::move(notice);
    auto device = VirtualDevice::open(request, std::move(surroundings));
    if (!device)
        return tl::unexpected(device.error());
    return std::unique_ptr<AudioDevice>(std::move(*device));
}

AudioDeviceInfo virtualInfo(bool isDefault) {
    constexpr std::uint32_t channels = audio::ChannelLayout::maximum;
    return {"virtual", "Rondo", channels, channels, 48000, isDefault};
}

} // namespace

base::Result<std::vector<AudioDeviceInfo>> listDevices() {
    std::vector<AudioDeviceInfo> devices;
    if (auto found = detail::listPortAudioDevices())
        devices = std::move(*found);
    bool chosen = false;
    for (const auto& device : devices)
        chosen = chosen || device.isDefault;
    devices.push_back(virtualInfo(!chosen));
    return devices;
}

base::Result<std::unique_ptr<AudioDevice>> openDevice(const StreamRequest& request) {
    if (auto checked = detail::checkRequest(request); !checked)
        return tl::unexpected(checked.error());
    if (request.device == "virtual")
        return openVirtual(request);
    auto device = detail::openPortAudioDevice(request);
    if (device || !request.device.empty())
        return device;
    if (device.error().code == base::ErrorCode::notFound)
        return openVirtual(request);
    // A machine whose only device is a driver without a card: the sound has nowhere better to go.
    if (device.error().code == base::ErrorCode::refused)
        return openVirtual(request, device.error().text + " The device 'virtual' plays instead, unheard.");
    return device;
}

} // namespace rondo::device
