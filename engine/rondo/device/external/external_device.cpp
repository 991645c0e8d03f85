// SPDX-License-Identifier: MIT
#include <rondo/device/external/external_device.h>

#include <algorithm>
#include <rondo/base/clock.h>
#include <rondo/device/detail/stream_request_check.h>

namespace rondo::device {

namespace {

StreamFormat formatOf(const StreamRequest& request) {
    return detail::formatAsAsked(request, request.device.empty() ? "external" : request.device, request.rate,
                                 detail::largestBlock);
}

} // namespace

ExternalDevice::ExternalDevice(const StreamRequest& request)
    : format_(formatOf(request)), silence_(format_.inputChannels, format_.maximumFrames),
      surplus_(format_.outputChannels, format_.maximumFrames), inputs_(format_.inputChannels),
      outputs_(format_.outputChannels) {}

base::Result<std::unique_ptr<ExternalDevice>> ExternalDevice::open(const StreamRequest& request) {
    if (auto checked = detail::checkRequest(request); !checked)
        return tl::unexpected(checked.error());
    if (request.rate == 0)
        return base::fail(
            base::ErrorCode::invalidArgument,
            "An external device runs at the rate of whoever calls it, and none was given; pass that "
            "rate in the request.");
    return std::unique_ptr<ExternalDevice>(new ExternalDevice(request));
}

base::Result<void> ExternalDevice::start(AudioCallback& callback) {
    if (delivery_.isOpen())
        return base::fail(base::ErrorCode::refused,
                          "The external device is started already and can play one stream; stop it first.");
    delivery_.open(callback, format_);
    return {};
}

void ExternalDevice::process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept {
    const auto now = base::monotonicNanoseconds();
    const bool heard = input.frameCount() >= output.frameCount() || output.channelCount() == 0;
    const auto frames = output.channelCount() == 0 ? input.frameCount() : output.frameCount();
    for (std::uint32_t first = 0; first < frames;) {
        const auto count = std::min(frames - first, format_.maximumFrames);
        pass(heard ? input.frames(first, count) : audio::ConstAudioBlock(nullptr, 0, count),
             output.frames(first, count), first == 0 ? now : base::monotonicNanoseconds(), first > 0);
        first += count;
    }
}

void ExternalDevice::pass(audio::ConstAudioBlock input, audio::AudioBlock output, std::int64_t now,
                          bool continued) noexcept {
    const auto frames = std::max(input.frameCount(), output.frameCount());
    for (std::uint32_t index = 0; index < inputs_.size(); ++index)
        inputs_[index] =
            index < input.channelCount() ? input.channel(index).data() : silence_.block().channel(index).data();
    for (std::uint32_t index = 0; index < outputs_.size(); ++index)
        outputs_[index] = index < output.channelCount() ? output.channel(index).data()
                                                        : surplus_.block().channel(index).data();
    delivery_.deliver({inputs_.data(), format_.inputChannels, frames},
                      {outputs_.data(), format_.outputChannels, frames}, {now, continued, false, false});
    // Only now: in a host that works in place these may be inputs.
    const auto taken = std::min(output.channelCount(), format_.outputChannels);
    output.channels(taken, output.channelCount() - taken).clear();
}

} // namespace rondo::device
