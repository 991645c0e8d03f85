// SPDX-License-Identifier: MIT
#include <rondo/nodes/recorder_tap_node.h>

#include <algorithm>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <string>
#include <utility>

namespace rondo::nodes {

RecorderTapNode::RecorderTapNode(RecorderTapOptions options, concurrency::SpscSender<float> samples,
                                 concurrency::SpscSender<RecordedSpan> spans,
                                 concurrency::LatestValueWriter<RecorderTapPosition> writer)
    : options_(options), samples_(std::move(samples)), spans_(std::move(spans)), writer_(std::move(writer)) {
    position_.recording = options.recording;
}
RecorderTapNode::~RecorderTapNode() = default;

graph::NodeDescription RecorderTapNode::describe() const {
    graph::NodeDescription description{
        .inputs = {{"input", options_.width}},
        .outputs = {{"output", options_.width}},
        .parameters = {{"recording", "", 0, 1, options_.recording ? 1.0f : 0.0f}}};
    // Silence has to be recorded like everything else: it never sleeps.
    description.tail = graph::endlessTail;
    description.inPlace = true;
    return description;
}

void RecorderTapNode::prepare(const graph::PrepareContext&) {}

bool RecorderTapNode::beginSpan(std::int64_t streamFrame) noexcept {
    // After a loss not at once again: a receiver that is slightly too slow would leave a gap in each block.
    const auto free = samples_.capacity() - samples_.occupancy();
    if (lostInGap_ > 0 && free < std::max<std::size_t>(samples_.capacity() / 4, options_.width))
        return false;
    const RecordedSpan span{streamFrame, position_.recordedFrames, lostInGap_,
                            lostInGap_ > 0 ? position_.lastGapFrom : streamFrame};
    inSpan_ = free >= options_.width && spans_.trySend(span) == concurrency::ChannelResult::done;
    if (inSpan_)
        lostInGap_ = 0;
    return inSpan_;
}

std::size_t RecorderTapNode::send(audio::ConstAudioBlock input) noexcept {
    const auto width = options_.width;
    auto region = samples_.writeRegion(std::size_t{input.frameCount()} * width);
    const auto frames = region.size() / width;
    for (std::uint32_t channel = 0; channel < width; ++channel) {
        const auto from = input.channel(channel);
        for (std::size_t frame = 0; frame < frames; ++frame)
            region[frame * width + channel] = from[frame];
    }
    samples_.commit(frames * width);
    return frames;
}

void RecorderTapNode::lose(std::size_t frames, std::int64_t streamFrame) noexcept {
    if (lostInGap_ == 0) {
        ++position_.gaps;
        position_.lastGapFrom = streamFrame;
    }
    inSpan_ = false;
    lostInGap_ += frames;
    position_.lostFrames += frames;
}

void RecorderTapNode::record(audio::ConstAudioBlock input, std::int64_t streamFrame) noexcept {
    std::size_t sent = 0;
    if ((inSpan_ && streamFrame == nextFrame_) || beginSpan(streamFrame))
        sent = send(input);
    position_.recordedFrames += sent;
    nextFrame_ = streamFrame + static_cast<std::int64_t>(sent);
    if (sent < input.frameCount())
        lose(input.frameCount() - sent, nextFrame_);
}

void RecorderTapNode::process(const graph::ProcessContext& context) noexcept {
    const auto input = context.input();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        const bool wanted = event.value >= 0.5f;
        inSpan_ = inSpan_ && wanted == position_.recording;
        position_.recording = wanted;
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        if (position_.recording)
            record(input.frames(first, count), context.streamFrame() + first);
    };
    detail::forEachSegment(context, apply, render);
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        if (input.channel(channel).data() != output.channel(channel).data())
            std::ranges::copy(input.channel(channel), output.channel(channel).begin());
    writer_.write(position_);
}

RecorderTap makeRecorderTap(RecorderTapOptions options) {
    if (options.width == 0 || options.width > audio::ChannelLayout::maximum)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A recorder tap has 1 to 64 channels; " + std::to_string(options.width) + " were asked for."});
    if (options.capacityFrames == 0 || options.capacityFrames > std::size_t{1} << 24)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A recorder tap has room for 1 to 16777216 frames; " +
                                 std::to_string(options.capacityFrames) + " were asked for."});
    auto samples = concurrency::makeSpscChannel<float>(options.capacityFrames * options.width);
    auto spans = concurrency::makeSpscChannel<RecordedSpan>(RecorderTapNode::spanCapacity);
    RecorderTapPosition start;
    start.recording = options.recording;
    auto position = concurrency::makeLatestValue(start);
    return {std::unique_ptr<RecorderTapNode>(new RecorderTapNode(
                options, std::move(samples.sender), std::move(spans.sender), std::move(position.writer))),
            std::move(samples.receiver), std::move(spans.receiver), std::move(position.reader)};
}

} // namespace rondo::nodes
