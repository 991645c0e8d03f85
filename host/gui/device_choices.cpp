// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/device_choices.h>

#include <algorithm>
#include <array>
#include <host/gui/device_text.h>
#include <host/gui/value_text.h>

namespace rondo::host {
namespace {

constexpr std::array<const char*, 3> knownApis{"JACK", "ALSA", "Rondo"};
constexpr std::array<double, 5> usualRates{44100, 48000, 88200, 96000, 192000};
constexpr std::int64_t smallestBlock = 16;
constexpr std::int64_t largestBlock = 4096;

juce::String missing(const std::string& name) { return ValueText::shown(name) + " (not there)"; }

} // namespace

std::string DeviceChoices::nameOf(const device::AudioDeviceInfo& device, const std::string& api) {
    const auto prefix = device.api + ":";
    if (!api.empty() && device.name.starts_with(prefix))
        return device.name.substr(prefix.size());
    return device.name;
}

const device::AudioDeviceInfo* DeviceChoices::find(const std::string& api,
                                                   const std::string& name) const noexcept {
    if (!found_)
        return nullptr;
    const auto device = std::ranges::find_if(*found_, [&](const auto& each) {
        return each.maximumOutputs > 0 && (api.empty() || each.api == api) &&
               (each.name == name || nameOf(each, api) == name || each.api + ":" + each.name == name);
    });
    return device != found_->end() ? &*device : nullptr;
}

const device::AudioDeviceInfo* DeviceChoices::usual(const std::string& api) const noexcept {
    if (!found_)
        return nullptr;
    const auto device = std::ranges::find_if(*found_, [&](const auto& each) {
        return each.maximumOutputs > 0 && (api.empty() ? each.isDefault : each.api == api);
    });
    return device != found_->end() ? &*device : nullptr;
}

const device::AudioDeviceInfo* DeviceChoices::wished() const noexcept {
    return wishes_.output.empty() ? usual(wishes_.hostApi) : find(wishes_.hostApi, wishes_.output);
}

std::vector<DeviceChoices::Line<std::string>> DeviceChoices::apis() const {
    const auto line = [&](const std::string& api) -> Line<std::string> {
        const bool there =
            !found_ || std::ranges::any_of(*found_, [&](const auto& device) { return device.api == api; });
        return {there ? ValueText::shown(api) : missing(api), api, there};
    };
    std::vector<Line<std::string>> lines{{"Any", {}}};
    for (const auto* const api : knownApis)
        lines.push_back(line(api));
    if (std::ranges::find(lines, wishes_.hostApi, &Line<std::string>::value) == lines.end())
        lines.push_back(line(wishes_.hostApi));
    return lines;
}

std::vector<DeviceChoices::Line<std::string>> DeviceChoices::outputs() const {
    const auto& api = wishes_.hostApi;
    const auto* const best = usual(api);
    std::vector<Line<std::string>> lines{
        {best != nullptr ? "Automatic (" + ValueText::shown(nameOf(*best, api)) + ")" : "Automatic", {}}};
    const auto* const chosen = wishes_.output.empty() ? nullptr : wished();
    if (found_)
        for (const auto& device : *found_) {
            if (device.maximumOutputs == 0 || device.name.empty() || (!api.empty() && device.api != api))
                continue;
            auto text = ValueText::shown(nameOf(device, api));
            if (api.empty() && !device.name.starts_with(device.api + ":"))
                text << " (" << ValueText::shown(device.api) << ")";
            lines.push_back({text, &device == chosen ? wishes_.output : nameOf(device, api)});
        }
    if (!wishes_.output.empty() && chosen == nullptr)
        lines.push_back(
            {found_ ? missing(wishes_.output) : ValueText::shown(wishes_.output), wishes_.output, !found_});
    return lines;
}

std::vector<DeviceChoices::Line<std::optional<double>>> DeviceChoices::rates() const {
    std::vector<Line<std::optional<double>>> lines{{"Automatic", {}}};
    for (const double rate : usualRates)
        lines.push_back({DeviceText::rate(rate), rate});
    if (wishes_.rate && std::ranges::find(usualRates, *wishes_.rate) == usualRates.end())
        lines.push_back({DeviceText::rate(*wishes_.rate), wishes_.rate});
    return lines;
}

std::vector<DeviceChoices::Line<std::optional<base::Frames>>> DeviceChoices::blocks() const {
    std::vector<Line<std::optional<base::Frames>>> lines{{"Automatic", {}}};
    const auto line = [](base::Frames frames) -> Line<std::optional<base::Frames>> {
        return {DeviceText::frames(static_cast<std::uint32_t>(frames.value), 0), frames};
    };
    for (auto block = smallestBlock; block <= largestBlock; block *= 2)
        lines.push_back(line({block}));
    if (wishes_.block && std::ranges::find(lines, wishes_.block, &decltype(line({}))::value) == lines.end())
        lines.push_back(line(*wishes_.block));
    return lines;
}

DeviceWishes DeviceChoices::withApi(const std::string& api) const {
    auto result = wishes_;
    result.hostApi = api;
    if (wishes_.output.empty())
        return result;
    const auto* const before = wished();
    if (before != nullptr && (api.empty() || before->api == api))
        result.output = nameOf(*before, api);
    else if (const auto* const namesake = find(api, wishes_.output); namesake != nullptr)
        result.output = nameOf(*namesake, api);
    else if (!api.empty())
        result.output.clear();
    return result;
}

} // namespace rondo::host
