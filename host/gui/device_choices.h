// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <host/session/device_wishes.h>
#include <juce_core/juce_core.h>
#include <optional>
#include <rondo/device/device_list.h>
#include <string>
#include <vector>

namespace rondo::host {

/// What a session may wish of its device, beside what there is: one list for each field, each with what the
/// session wishes now, there or not. A value of the lists never says more than what it is called. [control]
class DeviceChoices {
public:
    using List = std::vector<device::AudioDeviceInfo>;
    /// One line of a list.
    template <class Value>
    struct Line {
        juce::String text; ///< for people
        Value value;       ///< for the session; nothing or empty: the choice is the device's
        bool there = true; ///< false: wished for, and nobody has seen it
    };

    /// `found` is nothing while nobody has looked: then everything counts as there. Requires: both outlive it.
    DeviceChoices(const DeviceWishes& wishes, const std::optional<List>& found) noexcept
        : wishes_(wishes), found_(found) {}

    std::vector<Line<std::string>> apis() const;
    /// Returns: the devices of the host API that can play.
    std::vector<Line<std::string>> outputs() const;
    std::vector<Line<std::optional<double>>> rates() const;
    std::vector<Line<std::optional<base::Frames>>> blocks() const;

    /// Returns: the wishes with another host API. The output stays where the API has it, else the API chooses.
    DeviceWishes withApi(const std::string& api) const;
    /// Returns: the device that the wishes name, as it was found; null: none, or nobody has looked.
    const device::AudioDeviceInfo* wished() const noexcept;

private:
    /// What a session calls a device: the player puts the API before the name where one is chosen.
    static std::string nameOf(const device::AudioDeviceInfo& device, const std::string& api);
    const device::AudioDeviceInfo* find(const std::string& api, const std::string& name) const noexcept;
    const device::AudioDeviceInfo* usual(const std::string& api) const noexcept;

    const DeviceWishes& wishes_;
    const std::optional<List>& found_;
};

} // namespace rondo::host
