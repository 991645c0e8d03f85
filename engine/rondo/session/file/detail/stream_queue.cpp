// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/stream_queue.h>

#include <algorithm>
#include <limits>
#include <rondo/base/clock.h>
#include <rondo/session/file/detail/fade_out.h>
#include <rondo/task/blocking.h>
#include <rondo/task/yield.h>

namespace rondo::session::detail {
namespace {

constexpr std::size_t chunkFrames = 4096;
/// Kept free, so that some changes in a row need not wait for the player to make room.
constexpr std::size_t freeForJumps = 3 * chunkFrames;
constexpr std::size_t largestBlock = freeForJumps / 2; ///< that is waited for and not broken by a jump
constexpr std::size_t largestChunk = 16384;
constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t shortestPause = 5 * millisecond;
constexpr std::int64_t longestPause = 1000 * millisecond;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

} // namespace

StreamState::StreamState(AudioFileSource opened, concurrency::SpscSender<float> end,
                         concurrency::LatestValueWriter<nodes::StreamMark> marker, bool open)
    : source(std::move(opened)), rate(source.source().rate()), channels(source.source().channelCount()),
      frames(source.source().frameCount()), staysOpen(open), capacity(end.capacity() / channels),
      marks(std::move(marker)), sender(std::move(end)) {
    mark.path = source.path();
    marks.write(mark);
}

SentStream StreamState::sentStream() const noexcept {
    const auto sent = static_cast<std::uint64_t>(progress.framesSent);
    return {mark, beforeEnd, sent - buffered(), sent};
}

std::size_t StreamState::playable() const noexcept {
    const auto now = sentStream();
    const auto beforeJump = now.heard < mark.leaveAt ? mark.leaveAt - now.heard : 0;
    return static_cast<std::size_t>(
        std::min(now.sent - now.heard, beforeJump + (now.sent - mark.path.firstFrame)));
}

StreamQueue::StreamQueue(const FileStreamerOptions& options)
    : options_(options), wakes_(task::makeChannel<Wake>(options.readers)) {}

void StreamQueue::wake() noexcept {
    Wake token;
    static_cast<void>(wakes_.sender.trySend(token)); // full: as many as there are readers wake up already
}

void StreamQueue::add(std::shared_ptr<StreamState> stream) {
    const Lock lock(mutex_);
    streams_.push_back(std::move(stream));
    wake();
}

void StreamQueue::abandon(StreamState& stream) noexcept {
    const Lock lock(mutex_);
    stream.abandoned = true;
    if (!stream.taken)
        closeStream(stream);
}

base::Result<void> StreamQueue::locate(StreamState& stream, std::int64_t frame) {
    if (frame < 0)
        return base::fail(base::ErrorCode::invalidArgument, "A frame from 0 on was expected to play from and " +
                                                                std::to_string(frame) +
                                                                " was asked for; give 0 for the start.");
    if (stream.frames < 0)
        return base::fail(
            base::ErrorCode::unsupported,
            "The stream holds a file that does not say how long it is, so nobody can go to a place in "
            "it; play it from its start, or convert it.");
    const Lock lock(mutex_);
    if (stream.closed)
        return base::fail(
            base::ErrorCode::closed,
            "The stream has been sent to its end and is closed; open it again, so that it stays open.");
    stream.target = frame;
    wake();
    return {};
}

base::Result<void> StreamQueue::setLoop(StreamState& stream, std::optional<StreamLoop> loop) {
    if (loop) {
        if (stream.frames < 0)
            return base::fail(
                base::ErrorCode::unsupported,
                "The stream holds a file that does not say how long it is, so no part of it can be "
                "looped; loop the whole of it, or convert it.");
        const auto end = std::clamp<std::int64_t>(loop->end, 0, stream.frames);
        if (loop->first < 0 || loop->first > end - StreamLoop::leastFrames)
            return base::fail(base::ErrorCode::invalidArgument,
                              "A loop of 64 frames or more within the " + std::to_string(stream.frames) +
                                  " frames of the files was expected, and one from " +
                                  std::to_string(loop->first) + " to " + std::to_string(loop->end) +
                                  " was given; choose a first frame that lies before the end.");
        loop->end = end;
    }
    const Lock lock(mutex_);
    if (stream.closed)
        return base::fail(
            base::ErrorCode::closed,
            "The stream has been sent to its end and is closed; open it again, so that it stays open.");
    if (stream.loop == loop)
        return {};
    stream.loop = loop;
    stream.loopChanges = true;
    wake();
    return {};
}

void StreamQueue::waitUntilReady(StreamState& stream, std::size_t frames) {
    task::blocking([&] {
        Lock lock(mutex_);
        if (frames <= largestBlock) // else it is a start that is waited for, no block
            stream.leastPlayable = std::max(frames, leastPlayableFrames);
        // Half empty: a reader may start now and decode while the caller goes on with what there is.
        if (!stream.idle() && stream.playable() < std::max(frames, stream.capacity / 2)) {
            stream.look = 0;
            wake();
        }
        fed_.wait(lock, [&] { return closed_ || satisfied(stream, frames); });
    });
}

FileStreamProgress StreamQueue::progress(const StreamState& stream) {
    const Lock lock(mutex_);
    return stream.progress;
}

void StreamQueue::close() noexcept {
    const Lock lock(mutex_);
    closed_ = true;
    while (!streams_.empty()) {
        const auto stream = streams_.back();
        if (!stream->progress.finished)
            stream->progress.state = FileStreamState::closed;
        stream->progress.finished = true;
        closeStream(*stream);
    }
    fed_.notify_all();
}

void StreamQueue::closeStream(StreamState& stream) noexcept {
    stream.sender.close();
    stream.closed = true;
    std::erase_if(streams_, [&](const auto& other) { return other.get() == &stream; });
}

/// Frames that can be read now: what is kept free for a jump is used only when there is little else to play.
std::size_t StreamQueue::room(const StreamState& stream) const noexcept {
    const auto kept = stream.playable() >= stream.leastPlayable ? freeForJumps : 0;
    const auto used = stream.buffered() + kept;
    return stream.capacity - std::min(stream.capacity, used);
}

/// Frames to be read in this turn.
std::size_t StreamQueue::portion(const StreamState& stream) const noexcept {
    const auto free = room(stream);
    const auto playable = stream.playable();
    if (playable < stream.leastPlayable)
        return free < fadeOutFrames ? 0 : std::min(free, stream.leastPlayable);
    const auto most = playable < largestChunk ? 1 : largestChunk / chunkFrames;
    return std::min(free / chunkFrames, most) * chunkFrames;
}

bool StreamQueue::satisfied(const StreamState& stream, std::size_t frames) const noexcept {
    if (stream.closed)
        return true;
    return !stream.changes() && stream.marked &&
           (stream.progress.finished || stream.playable() >= frames || portion(stream) == 0);
}

/// When it is worth a look again: at once while there is room, then when it is half empty.
void StreamQueue::plan(StreamState& stream, std::int64_t now) const noexcept {
    const auto perFrame = 1e9 / (stream.rate * options_.speed);
    const auto frames = [&](double count) { return static_cast<std::int64_t>(count * perFrame); };
    const auto buffered = static_cast<double>(stream.buffered());
    const auto half = static_cast<double>(stream.capacity) / 2;
    stream.dry = now + frames(static_cast<double>(stream.playable()));
    if (portion(stream) > 0)
        stream.look = now;
    else if (stream.buffered() > stream.playable())
        stream.look = now + millisecond; // the player is about to drop the rest
    else
        stream.look = now + std::clamp(frames(buffered - half), shortestPause, longestPause);
}

StreamQueue::Turn StreamQueue::take() {
    const Lock lock(mutex_);
    const auto now = base::monotonicNanoseconds();
    for (;;) {
        std::shared_ptr<StreamState> found;
        std::size_t hungry = 0;
        auto next = never;
        for (const auto& stream : streams_) {
            if (stream->taken || stream->idle())
                continue;
            if (stream->changes())
                stream->dry = stream->look = 0;
            if (stream->look > now) {
                next = std::min(next, stream->look);
                continue;
            }
            ++hungry;
            if (!found || stream->dry < found->dry)
                found = stream;
        }
        if (!found) {
            ++sleeping_;
            Turn none;
            if (next != never)
                none.pause = concurrency::Deadline::in(std::chrono::nanoseconds(next - now));
            return none;
        }
        const auto frames = portion(*found);
        if (frames == 0 && !found->changes()) {
            plan(*found, now);
            continue;
        }
        found->taken = true;
        if (hungry > 1 && sleeping_ > 0)
            wake();
        Turn turn;
        turn.stream = found;
        turn.target = found->target;
        turn.loopChanges = found->loopChanges;
        turn.loop = found->loop;
        turn.chunkFrames = frames;
        return turn;
    }
}

/// Under the mutex.
LoopChange StreamQueue::changeIn(StreamState& stream) const {
    const auto now = stream.sentStream();
    auto change = changeOfLoop(now, stream.source.path());
    const bool near = change.leaveAt > now.heard && change.leaveAt - now.heard < freeForJumps;
    if (near && stream.capacity - (now.sent - now.heard) < largestBlock) {
        // So many changes wait for the player that the next frames have no room; one that stands goes at once.
        change.leaveAt = now.heard;
        change.position = now.sounding().path.placeOf(now.heard);
    }
    return change;
}

/// Goes to another place, or over to another loop. Returns whether there may be something to read.
bool StreamQueue::change(const Turn& turn) {
    auto& stream = *turn.stream;
    if (turn.loopChanges)
        stream.source.setLoop(turn.loop);
    LoopChange change{.position = turn.target.value_or(0)};
    if (!turn.target) {
        const Lock lock(mutex_);
        change = changeIn(stream);
    }
    const auto sought = stream.source.seek(change.position);
    stream.kept.clear();
    {
        const Lock lock(mutex_);
        if (stream.target == turn.target)
            stream.target.reset();
        if (stream.loop == turn.loop)
            stream.loopChanges = false;
        goOn(stream, change);
        stream.progress.state = FileStreamState::streaming;
        stream.progress.finished = false;
        stream.progress.failure.reset();
    }
    if (turn.target)
        tell(stream); // the sooner it fades out
    if (!sought)
        endStream(stream, sought.error());
    return sought.has_value();
}

/// Under the mutex: the next frame that is sent is the first one behind the change.
void StreamQueue::goOn(StreamState& stream, const LoopChange& change) {
    const auto now = stream.sentStream();
    const auto sounding = now.sounding();
    stream.beforeEnd = sounding.end;
    stream.mark.before = sounding.path;
    stream.mark.path = stream.source.path();
    stream.mark.path.firstFrame = now.sent;
    stream.mark.path.position = stream.source.place();
    stream.mark.leaveAt = change.leaveAt;
    stream.mark.endFrame = nodes::StreamMark::unknown;
    stream.marked = false;
}

/// What reading has shown of the lengths of the files.
void StreamQueue::learn(StreamState& stream) {
    const auto path = stream.source.path();
    if (stream.mark.path.passFrames == path.passFrames && stream.mark.path.loopEnd == path.loopEnd)
        return;
    const Lock lock(mutex_);
    if (stream.mark.path.loops(stream.mark.path.position) && stream.mark.path.position >= path.loopEnd)
        stream.mark.path.position = path.loopFirst; // nothing was there
    stream.mark.path.passFrames = path.passFrames;
    stream.mark.path.loopEnd = path.loopEnd;
    stream.marked = false;
}

/// Before the frames that it is about.
void StreamQueue::tell(StreamState& stream) {
    if (stream.marked)
        return;
    stream.marks.write(stream.mark);
    const Lock lock(mutex_);
    stream.marked = true;
}

void StreamQueue::send(StreamState& stream, std::span<const float> samples) {
    tell(stream);
    // There is room: only the reader that has taken it sends, and it has looked.
    auto region = stream.sender.writeRegion(samples.size());
    std::ranges::copy(samples.first(region.first.size()), region.first.begin());
    std::ranges::copy(samples.subspan(region.first.size(), region.second.size()), region.second.begin());
    const Lock lock(mutex_); // so that what has been sent and what waits fit each other
    stream.sender.commit(region.size());
    stream.progress.framesSent += static_cast<std::int64_t>(region.size() / stream.channels);
}

void StreamQueue::endStream(StreamState& stream, std::optional<base::Error> failure) {
    const bool cutOff = stream.source.source().cutOff();
    if (failure || cutOff)
        fadeOut(stream.kept, stream.channels);
    send(stream, stream.kept);
    stream.kept.clear();
    const Lock lock(mutex_);
    stream.progress.state = failure  ? FileStreamState::failed
                            : cutOff ? FileStreamState::cutOff
                                     : FileStreamState::ended;
    stream.progress.failure = std::move(failure);
    stream.progress.finished = true;
    stream.mark.endFrame = static_cast<std::uint64_t>(stream.progress.framesSent);
    stream.marks.write(stream.mark);
    stream.marked = true;
}

void StreamQueue::serve(const Turn& turn, std::vector<float>& chunk) {
    auto& stream = *turn.stream;
    if ((turn.target || turn.loopChanges) && !change(turn))
        return;
    if (turn.chunkFrames == 0)
        return;
    const auto kept = stream.kept.size();
    chunk.resize(std::max(chunk.size(), kept + turn.chunkFrames * stream.channels));
    std::ranges::copy(stream.kept, chunk.begin());
    const auto count = stream.source.read(std::span(chunk).subspan(kept, turn.chunkFrames * stream.channels));
    if (!count)
        return endStream(stream, count.error());
    learn(stream);
    if (*count == 0)
        return endStream(stream, {});
    const auto all = std::span<const float>(chunk).first(kept + *count * stream.channels);
    const auto last = all.last(std::min(all.size(), fadeOutFrames * stream.channels));
    send(stream, all.first(all.size() - last.size()));
    stream.kept.assign(last.begin(), last.end());
}

void StreamQueue::putBack(StreamState& stream) {
    tell(stream);
    const auto& source = stream.source.source();
    const Lock lock(mutex_);
    stream.taken = false;
    stream.progress.currentFile = source.currentFile();
    if (stream.progress.notices.size() != source.notices().size())
        stream.progress.notices = source.notices();
    stream.progress.cutOff = source.cutOff();
    plan(stream, base::monotonicNanoseconds());
    if (stream.abandoned || stream.sender.closed() || (stream.progress.finished && !stream.staysOpen)) {
        stream.progress.finished = true;
        closeStream(stream);
    }
    fed_.notify_all();
}

task::Task<> StreamQueue::work() {
    std::vector<float> chunk;
    for (;;) {
        const auto turn = take();
        if (turn.stream) {
            try {
                serve(turn, chunk);
            } catch (const std::bad_alloc&) {
                endStream(*turn.stream,
                          base::Error{base::ErrorCode::refused,
                                      "There is not enough memory to read the next part of a file; "
                                      "close other programs."});
            }
            putBack(*turn.stream);
            co_await task::yield();
        } else {
            std::optional<Wake> token;
            static_cast<void>(co_await wakes_.receiver.receive(token, turn.pause));
            const Lock lock(mutex_);
            --sleeping_;
        }
    }
}

} // namespace rondo::session::detail
