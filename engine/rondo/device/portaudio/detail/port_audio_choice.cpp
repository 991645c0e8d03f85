// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_choice.h>

#include <algorithm>
#include <portaudio.h>

namespace rondo::device::detail {

namespace {

const char* apiName(PaHostApiTypeId type) noexcept {
    switch (type) {
    case paJACK:
        return "JACK";
    case paALSA:
        return "ALSA";
    default:
        return nullptr;
    }
}

int rank(const PortAudioChoice& choice) noexcept {
    return (choice.shown.api == "JACK" ? 0 : 4) + (choice.first ? 0 : 2) +
           (choice.shown.maximumOutputs > 0 ? 0 : 1);
}

} // namespace

std::vector<PortAudioChoice> askPortAudio() {
    std::vector<PortAudioChoice> choices;
    for (PaDeviceIndex index = 0; index < Pa_GetDeviceCount(); ++index) {
        const PaDeviceInfo* device = Pa_GetDeviceInfo(index);
        const PaHostApiInfo* api = device != nullptr ? Pa_GetHostApiInfo(device->hostApi) : nullptr;
        const char* name = api != nullptr ? apiName(api->type) : nullptr;
        if (name == nullptr || (device->maxInputChannels <= 0 && device->maxOutputChannels <= 0))
            continue;
        PortAudioChoice choice;
        choice.shown = {device->name,
                        name,
                        static_cast<std::uint32_t>(std::max(device->maxInputChannels, 0)),
                        static_cast<std::uint32_t>(std::max(device->maxOutputChannels, 0)),
                        device->defaultSampleRate,
                        false};
        choice.index = index;
        choice.first = index == (api->defaultOutputDevice != paNoDevice ? api->defaultOutputDevice
                                                                        : api->defaultInputDevice);
        choice.inputLatency = device->defaultLowInputLatency;
        choice.outputLatency = device->defaultLowOutputLatency;
        choices.push_back(std::move(choice));
    }
    return choices;
}

std::vector<PortAudioChoice> arrange(std::vector<PortAudioChoice> choices) {
    std::ranges::stable_sort(choices, {}, rank);
    std::vector<std::string> names;
    for (const auto& choice : choices)
        names.push_back(choice.shown.name);
    for (auto& choice : choices)
        if (std::ranges::count(names, choice.shown.name) > 1 || choice.shown.name == "virtual")
            choice.shown.name = choice.shown.api + ":" + choice.shown.name;
    const auto best = std::ranges::find_if(
        choices, [](const auto& choice) { return choice.first && choice.shown.maximumOutputs > 0; });
    if (best != choices.end())
        best->shown.isDefault = true;
    return choices;
}

const PortAudioChoice* choose(const std::vector<PortAudioChoice>& choices, std::string_view name) {
    const auto find = [&](auto condition) -> const PortAudioChoice* {
        const auto found = std::ranges::find_if(choices, condition);
        return found != choices.end() ? &*found : nullptr;
    };
    if (name.empty())
        return find([](const auto& choice) { return choice.shown.isDefault; });
    if (const auto* exact = find([&](const auto& choice) { return choice.shown.name == name; }))
        return exact;
    if (const auto* full =
            find([&](const auto& choice) { return choice.shown.api + ":" + choice.shown.name == name; }))
        return full;
    return find([&](const auto& choice) { return choice.shown.api == name && choice.first; });
}

} // namespace rondo::device::detail
