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
    std::vector<float> held;  ///< interleaved
    std::size_t first = 0;    ///< first sample of `held` that is not played
    std::size_t end = 0;      ///< past the last one
    std::uint64_t taken = 0;  ///< samples that came out of the stream so far
    std::uint64_t cut = 0;    ///< those before it are played no more
    std::uint32_t step = 0;   ///< of the fade, `fadeFrames` is full level
    bool started = false;     ///< the first frame has been played
    bool starved = false;     ///< silent or fading for want of frames
    bool complete = false;    ///< the end was told and all before it is in `held`
    bool leaving = false;     ///< on the way out to `cut`
    bool arriving = false;    ///< starved because of that, which is no underrun
    std::int64_t arrival = 0; ///< where in what is streamed `cut` is
    FilePlayerPosition position;

    std::size_t samples() const noexcept { return end - first; }
    /// How many in `held` come before the cut.
    std::size_t samplesBeforeCut() const noexcept {
        const auto begin = taken - samples();
        return begin < cut ? static_cast<std::size_t>(std::min<std::uint64_t>(cut - begin, samples())) : 0;
    }
};

FilePlayerNode::FilePlayerNode(FilePlayerOptions options, concurrency::SpscReceiver<float> stream,
                               concurrency::LatestValueReader<StreamMark> marks,
                               concurrency::LatestValueWriter<FilePlayerPosition> writer)
    : options_(options), stream_(std::move(stream)), marks_(std::move(marks)), writer_(std::move(writer)) {}
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
    if (state.end < wanted) {
        const auto count = stream_.receive(std::span(state.held).subspan(state.end, wanted - state.end));
        state.end += count;
        state.taken += count;
    }
    lookAtMark(closed && state.end < wanted);
}

/// After samples have been taken: who has one of those behind a jump sees the mark of the jump.
void FilePlayerNode::lookAtMark(bool drained) noexcept {
    auto& state = *state_;
    const auto& mark = marks_.read();
    if (const auto cut = mark.firstFrame * options_.width; cut > state.cut) {
        state.cut = cut;
        state.leaving = true;
    }
    // Two jumps without a frame between differ in this alone.
    if (mark.position != state.arrival) {
        state.arrival = mark.position;
        if (!state.leaving)
            state.position.frame = state.arrival;
    }
    state.complete =
        drained || (mark.endFrame != StreamMark::unknown && mark.endFrame * options_.width <= state.taken);
}

/// Drops what comes before the cut, here and in the stream.
void FilePlayerNode::jump(std::uint32_t framesLeft) noexcept {
    auto& state = *state_;
    state.first += state.samplesBeforeCut();
    if (state.taken < state.cut) {
        const auto count = std::min<std::uint64_t>(stream_.readRegion().size(), state.cut - state.taken);
        stream_.consume(static_cast<std::size_t>(count));
        state.taken += count;
    }
    state.leaving = state.taken < state.cut;
    state.step = 0;
    state.starved = state.arriving = state.started;
    state.position.ended = false;
    state.position.frame = state.arrival;
    receive(framesLeft);
}

/// One frame on the way to the cut. Returns whether one sounds that comes before it.
bool FilePlayerNode::leave(std::uint32_t framesLeft) noexcept {
    auto& state = *state_;
    if (state.started && state.step > 1 && state.samplesBeforeCut() >= options_.width) {
        --state.step;
        return true;
    }
    jump(framesLeft);
    return false;
}

bool FilePlayerNode::advance(std::uint32_t framesLeft) noexcept {
    auto& state = *state_;
    if (state.leaving && leave(framesLeft))
        return true;
    const auto frames = state.samples() / options_.width;
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
        state.starved = state.arriving = false;
    } else if (frames <= fadeFrames && !state.starved && state.position.playing) {
        state.starved = true;
        ++state.position.underruns;
    }
    if (state.position.playing && !state.starved)
        state.step = std::min(state.step + 1, fadeFrames);
    else if (state.step > 0)
        --state.step;
    if (state.starved && !state.arriving && state.position.playing && (state.step == 0 || frames == 0))
        ++state.position.underrunFrames;
    return state.step > 0 && frames > 0;
}

/// How many frames come at full level, whatever `advance` would look at.
std::size_t FilePlayerNode::steadyFrames() const noexcept {
    const auto& state = *state_;
    if (!state.started || state.starved || state.leaving || !state.position.playing || state.step < fadeFrames)
        return 0;
    const auto frames = state.samples() / options_.width;
    return state.complete ? frames : frames - std::min<std::size_t>(frames, fadeFrames);
}

void FilePlayerNode::copy(audio::AudioBlock output, std::uint32_t first, std::size_t count) noexcept {
    auto& state = *state_;
    const auto width = options_.width;
    const float* const from = state.held.data() + state.first;
    if (width == 2) {
        float* const left = output.channel(0).data() + first;
        float* const right = output.channel(1).data() + first;
        for (std::size_t frame = 0; frame < count; ++frame) {
            left[frame] = from[2 * frame];
            right[frame] = from[2 * frame + 1];
        }
    } else {
        for (std::uint32_t channel = 0; channel < width; ++channel) {
            float* const to = output.channel(channel).data() + first;
            for (std::size_t frame = 0; frame < count; ++frame)
                to[frame] = from[frame * width + channel];
        }
    }
    state.first += count * width;
    state.position.played += static_cast<std::int64_t>(count);
    state.position.frame += static_cast<std::int64_t>(count);
}

void FilePlayerNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    receive(context.frameCount());
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        state.position.playing = event.value >= 0.5f;
    };
    const auto render = [&](std::uint32_t first, std::uint32_t count) {
        for (auto frame = first; frame < first + count;) {
            if (const auto steady = std::min<std::size_t>(steadyFrames(), first + count - frame); steady > 0) {
                copy(output, frame, steady);
                frame += static_cast<std::uint32_t>(steady);
                continue;
            }
            const bool sounding = advance(context.frameCount() - frame);
            const float level = static_cast<float>(state.step) / fadeFrames;
            for (std::uint32_t channel = 0; channel < options_.width; ++channel)
                output.channel(channel)[frame] = sounding ? state.held[state.first + channel] * level : 0.0f;
            if (sounding) {
                state.first += options_.width;
                ++state.position.played;
                ++state.position.frame;
            }
            ++frame;
        }
    };
    detail::forEachSegment(context, apply, render);
    writer_.write(state.position);
}

FilePlayer makeFilePlayer(FilePlayerOptions options, concurrency::SpscReceiver<float> stream,
                          concurrency::LatestValueReader<StreamMark> marks) {
    if (options.width == 0 || options.width > audio::ChannelLayout::maximum)
        throw base::Failure(
            {base::ErrorCode::invalidArgument,
             "A file player has 1 to 64 channels; " + std::to_string(options.width) + " were asked for."});
    FilePlayerPosition start;
    start.playing = options.playing;
    auto value = concurrency::makeLatestValue(start);
    return {std::unique_ptr<FilePlayerNode>(
                new FilePlayerNode(options, std::move(stream), std::move(marks), std::move(value.writer))),
            std::move(value.reader)};
}

} // namespace rondo::nodes
