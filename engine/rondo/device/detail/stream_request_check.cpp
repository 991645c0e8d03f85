// SPDX-License-Identifier: MIT
#include <rondo/device/detail/stream_request_check.h>

#include <cstdio>
#include <rondo/audio/channel_layout.h>

namespace rondo::device::detail {

namespace {

base::Result<void> checkChannels(const char* what, std::uint32_t count) {
    if (count <= audio::ChannelLayout::maximum)
        return {};
    return base::fail(base::ErrorCode::invalidArgument,
                      "A stream has at most " + std::to_string(audio::ChannelLayout::maximum) + " " + what +
                          " channels, and " + std::to_string(count) + " were asked for; ask for fewer.");
}

} // namespace

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

base::Result<void> checkRequest(const StreamRequest& request) {
    const auto block = request.blockFrames;
    if (block != 0 && (block < smallestBlock || block > largestBlock))
        return base::fail(base::ErrorCode::invalidArgument,
                          "A block has " + std::to_string(smallestBlock) + " to " +
                              std::to_string(largestBlock) + " frames, and " + std::to_string(block) +
                              " were asked for; choose a size inside, or leave the choice to the device.");
    // Written so that a rate that is not a number fails too.
    if (request.rate != 0 && !(request.rate >= lowestRate && request.rate <= highestRate))
        return base::fail(base::ErrorCode::invalidArgument,
                          "A rate lies between " + shortNumber(lowestRate) + " and " +
                              shortNumber(highestRate) + " Hz, and " + shortNumber(request.rate) +
                              " was asked for; choose one inside, or leave the choice to the device.");
    if (auto checked = checkChannels("input", request.inputChannels); !checked)
        return checked;
    if (auto checked = checkChannels("output", request.outputChannels); !checked)
        return checked;
    if (request.inputChannels == 0 && request.outputChannels == 0)
        return base::fail(base::ErrorCode::invalidArgument,
                          "A stream needs at least one channel, and none was asked for; ask for an input or an "
                          "output channel.");
    if (request.realtimePriority && (*request.realtimePriority < 1 || *request.realtimePriority > 99))
        return base::fail(base::ErrorCode::invalidArgument,
                          "A realtime priority lies between 1 and 99, and " +
                              std::to_string(*request.realtimePriority) +
                              " was asked for; choose one inside, or none for normal priority.");
    return {};
}

StreamFormat formatAsAsked(const StreamRequest& request, const std::string& device, double usualRate,
                           std::uint32_t usualBlock) {
    StreamFormat format;
    format.device = device;
    format.rate = request.rate != 0 ? request.rate : usualRate;
    format.blockFrames = request.blockFrames != 0 ? request.blockFrames : usualBlock;
    format.maximumFrames = format.blockFrames;
    format.inputChannels = request.inputChannels;
    format.outputChannels = request.outputChannels;
    return format;
}

} // namespace rondo::device::detail
