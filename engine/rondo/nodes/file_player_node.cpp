// SPDX-License-Identifier: MIT
#include <rondo/nodes/file_player_node.h>

#include <algorithm>
#include <rondo/audio/channel_layout.h>
#include <rondo/base/error.h>
#include <rondo/nodes/detail/segments.h>
#include <string>

namespace rondo::nodes {

// Frames stay in the stream until they are played, so that its sender knows what is heard next. The level goes
// up or down one of 64 steps a frame, so that every way in and out is a fade; only the first start, the very
// beginning, the natural end and a jump to what fits are as the stream has them.
struct FilePlayerNode::State {
    concurrency::SpscRegion<float> region; ///< what is in the stream, during a block
    std::size_t there = 0;                 ///< whole frames in it
    std::size_t used = 0;                  ///< those of them that are played or dropped
    std::uint64_t taken = 0;               ///< frames taken before the block
    StreamMark mark;                       ///< the newest
    std::uint32_t step = 0;                ///< of the fade, `fadeFrames` is full level
    bool started = false;                  ///< the first frame has been played
    bool standing = false;                 ///< silent because it is stopped or has ended
    bool starved = false;                  ///< silent or fading for want of frames
    bool complete = false;                 ///< the end was told and all before it is in `region`
    bool leaving = false;                  ///< on the way out, to jump
    bool dropping = false;                 ///< jumped, and what is to be dropped is not all there
    bool arriving = false;                 ///< starved because of a jump, which is no underrun
    FilePlayerPosition position;

    std::uint64_t next() const noexcept { return taken + used; }
    bool ahead() const noexcept { return next() < mark.path.firstFrame; }
    /// In `region`, before that frame.
    std::size_t framesUntil(std::uint64_t frame) const noexcept {
        return next() < frame ? static_cast<std::size_t>(std::min<std::uint64_t>(there - used, frame - next()))
                              : 0;
    }
    std::size_t framesBehind(std::uint64_t frame) const noexcept {
        return taken + there > frame ? static_cast<std::size_t>(taken + there - frame) : 0;
    }
    /// That can be played, over a jump to what fits.
    std::size_t frames() const noexcept {
        return ahead() ? framesUntil(mark.leaveAt) + framesBehind(mark.path.firstFrame) : there - used;
    }
    /// It stands, and what comes next is the very beginning, which is as the files have it.
    bool atBeginning() const noexcept { return standing && place() == 0; }
    /// Of the next frame, in what is streamed.
    std::int64_t place() const noexcept {
        const bool due = !leaving && next() == mark.leaveAt;
        const bool behind = !ahead() || dropping || due;
        return (behind ? mark.path : mark.before).placeOf(next());
    }
    /// That follow each other in the stream.
    std::size_t framesInRow() const noexcept { return ahead() ? framesUntil(mark.leaveAt) : there - used; }
    void drop() noexcept {
        used += framesUntil(mark.path.firstFrame);
        dropping = ahead();
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

void FilePlayerNode::prepare(const graph::PrepareContext&) {
    state_ = std::make_unique<State>();
    state_->position.playing = options_.playing;
}

void FilePlayerNode::receive() noexcept {
    auto& state = *state_;
    // The order matters: a sender that is gone before the look into the stream has left everything there, and
    // who has a frame behind a jump sees the mark of the jump.
    const bool closed = stream_.closed();
    state.region = stream_.readRegion();
    state.there = state.region.size() / options_.width;
    state.used = 0;
    lookAtMark();
    state.complete = closed || state.mark.endFrame <= state.taken + state.there;
    if (state.dropping)
        state.drop();
}

void FilePlayerNode::lookAtMark() noexcept {
    auto& state = *state_;
    const auto& mark = marks_.read();
    const bool jumped = mark.path.firstFrame != state.mark.path.firstFrame ||
                        mark.path.position != state.mark.path.position || mark.leaveAt != state.mark.leaveAt;
    if (jumped)
        state.leaving = state.leaving || state.next() > mark.leaveAt;
    state.mark = mark;
}

/// Drops what is not to be played any more and begins with silence.
void FilePlayerNode::jump() noexcept {
    auto& state = *state_;
    state.drop();
    state.leaving = false;
    state.step = 0;
    state.starved = state.arriving = state.started;
}

/// One frame on the way out. Returns whether one sounds that comes before the jump.
bool FilePlayerNode::leave() noexcept {
    auto& state = *state_;
    if (state.started && state.step > 1 && state.framesUntil(state.mark.path.firstFrame) > 0) {
        --state.step;
        return true;
    }
    jump();
    return false;
}

/// Goes on at the mark when it is time. Returns whether one sounds that comes before the jump.
bool FilePlayerNode::turn() noexcept {
    auto& state = *state_;
    if (!state.leaving && !state.dropping && state.ahead()) {
        const bool due = state.next() == state.mark.leaveAt;
        const bool late = state.framesBehind(state.mark.path.firstFrame) == 0 && !state.complete;
        if (due && !late)
            state.drop();
        else
            state.leaving =
                late && (due || (state.position.playing && state.mark.leaveAt - state.next() <= fadeFrames));
    }
    return state.leaving && leave();
}

bool FilePlayerNode::advance() noexcept {
    auto& state = *state_;
    if (turn())
        return true;
    const auto frames = state.frames();
    if (state.complete && frames == 0) {
        state.starved = false;
        state.step = 0;
        state.standing = true;
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
        state.step = state.atBeginning() ? fadeFrames : std::min(state.step + 1, fadeFrames);
    else if (state.step > 0)
        --state.step;
    state.standing = state.step == 0 && (state.standing || !state.position.playing);
    if (state.starved && !state.arriving && state.position.playing && (state.step == 0 || frames == 0))
        ++state.position.underrunFrames;
    return state.step > 0 && frames > 0;
}

/// How many frames come at full level, whatever `advance` would look at.
std::size_t FilePlayerNode::steadyFrames() const noexcept {
    const auto& state = *state_;
    if (!state.started || state.starved || state.leaving || !state.position.playing || state.step < fadeFrames)
        return 0;
    const auto frames = state.frames();
    return std::min(state.framesInRow(),
                    state.complete ? frames : frames - std::min<std::size_t>(frames, fadeFrames));
}

void FilePlayerNode::played(std::size_t count) noexcept {
    state_->used += count;
    state_->position.played += static_cast<std::int64_t>(count);
}

/// The next frame.
void FilePlayerNode::copyOne(audio::AudioBlock output, std::uint32_t frame, float level) noexcept {
    const auto from = state_->used * options_.width;
    for (std::uint32_t channel = 0; channel < options_.width; ++channel)
        output.channel(channel)[frame] = state_->region[from + channel] * level;
    played(1);
}

/// The next frames, up to the edge of the stream's ring. Returns how many.
std::size_t FilePlayerNode::copy(audio::AudioBlock output, std::uint32_t first, std::size_t count) noexcept {
    const auto width = options_.width;
    const auto& region = state_->region;
    const auto at = state_->used * width;
    const auto row =
        at < region.first.size() ? region.first.subspan(at) : region.second.subspan(at - region.first.size());
    count = std::min(count, row.size() / width);
    if (count == 0) { // a frame that lies over the edge
        copyOne(output, first, 1);
        return 1;
    }
    const float* const from = row.data();
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
    played(count);
    return count;
}

void FilePlayerNode::render(audio::AudioBlock output, std::uint32_t first, std::uint32_t count) noexcept {
    auto& state = *state_;
    for (auto frame = first; frame < first + count;) {
        if (const auto steady = std::min<std::size_t>(steadyFrames(), first + count - frame); steady > 0) {
            frame += static_cast<std::uint32_t>(copy(output, frame, steady));
            continue;
        }
        if (advance())
            copyOne(output, frame, static_cast<float>(state.step) / fadeFrames);
        else
            for (std::uint32_t channel = 0; channel < options_.width; ++channel)
                output.channel(channel)[frame] = 0;
        ++frame;
    }
}

void FilePlayerNode::process(const graph::ProcessContext& context) noexcept {
    auto& state = *state_;
    receive();
    const auto output = context.output();
    const auto apply = [&](const audio::ParameterEvent& event) {
        state.position.playing = event.value >= 0.5f;
    };
    detail::forEachSegment(context, apply,
                           [&](std::uint32_t first, std::uint32_t count) { render(output, first, count); });
    stream_.consume(state.used * options_.width);
    state.position.ended = state.complete && !state.leaving && state.frames() == 0;
    state.taken += state.used;
    state.used = state.there = 0;
    state.position.frame = state.place();
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
