// SPDX-License-Identifier: MIT
#include <rondo/nodes/file_player_node.h>

#include <algorithm>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <string>
#include <vector>

namespace rondo::nodes {

// Frames are taken from the stream into `held` before they are due. The level goes up or down one of 64 steps a
// frame, so that every way in and out is a fade; only the first start and the natural end are as the stream has
// them.
struct FilePlayerNode::State {
    std::vector<float> held; ///< interleaved
    std::size_t first = 0;   ///< first sample of `held` that is not played
    std::size_t end = 0;     ///< past the last one
    std::uint32_t step = 0;  ///< of the fade, `fadeFrames` is full level
    bool started = false;    ///< the first frame has been played
    bool starved = false;    ///< silent or fading for want of frames
    bool complete = false;   ///< the sender is gone and all it sent is in `held`
    FilePlayerPosition position;
};

FilePlayerNode::FilePlayerNode(FilePlayerOptions options, concurrency::SpscReceiver<float> stream,
                               concurrency::LatestValueWriter<FilePlayerPosition> writer)
    : options_(options), stream_(std::move(stream)), writer_(std::move(writer)) {}
FilePlayerNode::~FilePlayerNode() = default;

graph::NodeDescription FilePlayerNode::describe() const {
    return {{}, {{"output", options_.width}}, {{"playing", "", 0, 1, options_.playing ? 1.0f : 0.0f}}};
}

void FilePlayerNode::prepare(const graph::PrepareContext& context) {
    state_ = std::make_unique<State>();
    state_->held.resize((std::size_t{context.maximumFrames} + 2 * fadeFrames) * options_.width);
    state_->position.playing = options_.playing;
}

void FilePlayerNode::receive(std::uint32_t frames) noexcept {
    auto& state = *state_;
    const auto wanted = (std::size_t{frames} + 2 * fadeFrames) * options_.width;
    std::copy(state.held.begin() + static_cast<std::ptrdiff_t>(state.first),
              state.held.begin() + static_cast<std::ptrdiff_t>(state.end), state.held.begin());
    state.end -= state.first;
    state.first = 0;
    // The order matters: a sender that is gone before the look into the stream has left everything there.
    const bool closed = stream_.closed();
    if (state.end < wanted)
        state.end += stream_.receive(std::span(state.held).subspan(state.end, wanted - state.end));
    state.complete = closed && state.end < wanted;
}

bool FilePlayerNode::advance() noexcept {
    auto& state = *state_;
    const auto frames = (state.end - state.first) / options_.width;
    if (state.complete && frames == 0) {
        state.position.ended = true;
        state.starved = false;
        state.step = 0;
        return false;
    }
    if (!state.started) {
        if (!state.position.playing || (frames <= fadeFrames && !state.complete))
            return false;
        state.started = true;
        state.step = fadeFrames;
        return true;
    }
    if (state.complete || frames >= 2 * fadeFrames) {
        state.starved = false;
    } else if (frames <= fadeFrames && !state.starved && state.position.playing) {
        state.starved = true;
        ++state.position.underruns;
    }
    if (state.position.playing && !state.starved)
        state.step = std::min(state.step + 1, fadeFrames);
    else if (state.step > 0)
        --state.step;
    if (state.starved && state.position.playing && (state.step == 0 || frames == 0))
        ++state.position.underrunFrames;
    return state.step > 0 && frames > 0;
}

void FilePlayerNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    receive(context.frameCount());
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        state.position.playing = event.value >= 0.5f;
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count; ++frame) {
            const bool sounding = advance();
            const float level = static_cast<float>(state.step) / fadeFrames;
            for (std::uint32_t channel = 0; channel < options_.width; ++channel)
                output.channel(channel)[frame] = sounding ? state.held[state.first + channel] * level : 0.0f;
            if (sounding) {
                state.first += options_.width;
                ++state.position.played;
            }
        }
    };
    detail::forEachSegment(context, apply, render);
    writer_.write(state.position);
}

FilePlayer makeFilePlayer(FilePlayerOptions options, concurrency::SpscReceiver<float> stream) {
    if (options.width == 0 || options.width > audio::ChannelLayout::maximum)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A file player has 1 to 64 channels; " + std::to_string(options.width) + " were asked for."});
    FilePlayerPosition start;
    start.playing = options.playing;
    auto value = concurrency::makeLatestValue(start);
    return {std::unique_ptr<FilePlayerNode>(
                new FilePlayerNode(options, std::move(stream), std::move(value.writer))),
            std::move(value.reader)};
}

} // namespace rondo::nodes
