// SPDX-License-Identifier: MIT
#include <rondo/device/portaudio/detail/port_audio_devices.h>

#include <rondo/device/detail/stream_request_check.h>
#include <rondo/device/portaudio/detail/port_audio_choice.h>
#include <rondo/device/portaudio/detail/port_audio_device.h>
#include <rondo/device/portaudio/detail/port_audio_lease.h>
#include <rondo/device/portaudio/detail/port_audio_stream.h>

namespace rondo::device::detail {

namespace {

using namespace std::chrono_literals;
constexpr auto listLimit = 5s;
constexpr auto openLimit = 5s;

std::string called(const PortAudioChoice& choice) {
    return "The device '" + choice.shown.name + "' (" + choice.shown.api + ") ";
}

base::Result<std::vector<PortAudioChoice>> choicesOf(const PortAudioLease& lease) {
    auto choices = lease.thread().ask([] { return arrange(askPortAudio()); }, listLimit);
    if (!choices)
        return tl::unexpected(portAudioAbandoned());
    return std::move(*choices);
}

base::Error notFound(const std::vector<PortAudioChoice>& choices, const std::string& name) {
    std::string there;
    for (const auto& choice : choices)
        there += "'" + choice.shown.name + "', ";
    return {base::ErrorCode::notFound, "There is no device named '" + name + "'; there is " + there +
                                           (choices.empty() ? "" : "and ") + "'virtual': choose one of them."};
}

base::Result<void> checkChannels(const PortAudioChoice& choice, const char* what, std::uint32_t wanted,
                                 std::uint32_t has) {
    if (wanted <= has)
        return {};
    return base::fail(base::ErrorCode::unsupported,
                      called(choice) + "has " + std::to_string(has) + " " + what + " channels, and " +
                          std::to_string(wanted) + " were asked for; ask for fewer or choose another device.");
}

base::Error cannotOpen(const PortAudioChoice& choice, const StreamRequest& request,
                       std::optional<PaError> error) {
    if (!error)
        return {base::ErrorCode::timeout, called(choice) +
                                              "did not open within 5 s and was given up; check its sound "
                                              "server, or use the device 'virtual'."};
    if (*error == paInvalidSampleRate)
        return {base::ErrorCode::unsupported,
                called(choice) + "runs at " + shortNumber(choice.shown.defaultRate) + " Hz and refused " +
                    shortNumber(request.rate) +
                    " Hz; leave the rate out, or change it where the device is set up."};
    return {base::ErrorCode::refused, called(choice) + "could not be opened (" + Pa_GetErrorText(*error) +
                                          "); end what else uses it, or choose another device."};
}

std::string noticeOf(const PortAudioStream& stream, const StreamRequest& request) {
    if (request.blockFrames == 0 || request.blockFrames == stream.format().blockFrames)
        return {};
    return "The device '" + stream.format().device + "' (" + stream.api() + ") runs in blocks of " +
           std::to_string(stream.format().blockFrames) + " frames, so the " +
           std::to_string(request.blockFrames) +
           " that were asked for are not used; change the block size in its server.";
}

} // namespace

base::Result<std::vector<AudioDeviceInfo>> listPortAudioDevices() {
    auto lease = PortAudioLease::acquire("rondo");
    if (!lease)
        return tl::unexpected(lease.error());
    auto choices = choicesOf(*lease);
    if (!choices)
        return tl::unexpected(choices.error());
    std::vector<AudioDeviceInfo> devices;
    for (auto& choice : *choices)
        devices.push_back(std::move(choice.shown));
    return devices;
}

base::Result<std::unique_ptr<AudioDevice>> openPortAudioDevice(const StreamRequest& request) {
    auto lease = PortAudioLease::acquire(request.clientName);
    if (!lease)
        return tl::unexpected(lease.error());
    const auto choices = choicesOf(*lease);
    if (!choices)
        return tl::unexpected(choices.error());
    const PortAudioChoice* choice = choose(*choices, request.device);
    if (choice == nullptr)
        return tl::unexpected(notFound(*choices, request.device));
    if (auto fits = checkChannels(*choice, "input", request.inputChannels, choice->shown.maximumInputs); !fits)
        return tl::unexpected(fits.error());
    if (auto fits = checkChannels(*choice, "output", request.outputChannels, choice->shown.maximumOutputs);
        !fits)
        return tl::unexpected(fits.error());
    auto stream = std::make_shared<PortAudioStream>(*choice, request);
    const auto answer = lease->thread().ask([stream] { return stream->open(); }, openLimit);
    if (!answer)
        PortAudioLease::keepForever(stream);
    if (!answer || *answer != paNoError)
        return tl::unexpected(cannotOpen(*choice, request, answer));
    auto notice = noticeOf(*stream, request);
    return std::make_unique<PortAudioDevice>(std::move(*lease), std::move(stream), std::move(notice));
}

} // namespace rondo::device::detail
