// SPDX-License-Identifier: GPL-3.0-only
#include "devices_command.h"

#include "json_text.h"
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <rondo/device/device_list.h>
namespace rondo::host {
namespace {

std::string toJson(const std::vector<device::AudioDeviceInfo>& devices) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& device : devices)
        list.push_back({{"name", device.name},
                        {"api", device.api},
                        {"inputs", device.maximumInputs},
                        {"outputs", device.maximumOutputs},
                        {"rate", device.defaultRate},
                        {"default", device.isDefault}});
    return jsonText(list);
}

void printTable(const std::vector<device::AudioDeviceInfo>& devices) {
    std::size_t width = 4;
    for (const auto& device : devices)
        width = std::max(width, device.name.size());
    std::printf("  %-*s  %-5s  %3s  %3s  %7s\n", static_cast<int>(width), "name", "api", "in", "out", "rate");
    for (const auto& device : devices)
        std::printf("%c %-*s  %-5s  %3u  %3u  %7.0f\n", device.isDefault ? '*' : ' ', static_cast<int>(width),
                    device.name.c_str(), device.api.c_str(), device.maximumInputs, device.maximumOutputs,
                    device.defaultRate);
    std::printf("* is what 'rondo play' uses unless --device names another.\n");
}

} // namespace

base::Result<void> listDevices(const DevicesOptions& options) {
    const auto devices = device::listDevices();
    if (!devices)
        return tl::unexpected(devices.error());
    if (options.json)
        std::fputs(toJson(*devices).c_str(), stdout);
    else
        printTable(*devices);
    return {};
}

} // namespace rondo::host
