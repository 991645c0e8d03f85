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

constexpr std::size_t chunkFrames = 4096; ///< of a stream that is short of frames, and kept free for a jump
constexpr std::size_t largestChunk = 16384;
constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t shortestPause = 5 * millisecond;
constexpr std::int64_t longestPause = 1000 * millisecond;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

} // namespace

StreamState::StreamState(AudioFileSource opened, concurrency::SpscSender<float> end,
                         concurrency::LatestValueWriter<nodes::StreamMark> marker, bool open)
    : source(std::move(opened)), rate(source.rate()), channels(source.channelCount()),
      frames(source.frameCount()), staysOpen(open), capacity(end.capacity() / channels),
      marks(std::move(marker)), sender(std::move(end)) {}

std::size_t StreamState::playable() const noexcept {
    const auto sinceJump = static_cast<std::uint64_t>(progress.framesSent) - mark.firstFrame;
    return static_cast<std::size_t>(std::min<std::uint64_t>(buffered(), sinceJump));
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

void StreamQueue::waitUntilReady(StreamState& stream, std::size_t frames) {
    task::blocking([&] {
        Lock lock(mutex_);
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
    const auto kept = stream.playable() >= chunkFrames ? chunkFrames : 0;
    const auto used = stream.buffered() + kept;
    return stream.capacity - std::min(stream.capacity, used);
}

bool StreamQueue::satisfied(const StreamState& stream, std::size_t frames) const noexcept {
    if (stream.closed)
        return true;
    return !stream.target &&
           (stream.progress.finished || stream.playable() >= frames || room(stream) < chunkFrames);
}

/// When it is worth a look again: at once while there is room, then when it is half empty.
void StreamQueue::plan(StreamState& stream, std::int64_t now) const noexcept {
    const auto perFrame = 1e9 / (stream.rate * options_.speed);
    const auto frames = [&](double count) { return static_cast<std::int64_t>(count * perFrame); };
    const auto buffered = static_cast<double>(stream.buffered());
    const auto half = static_cast<double>(stream.capacity) / 2;
    stream.dry = now + frames(static_cast<double>(stream.playable()));
    if (room(stream) >= chunkFrames)
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
            if (stream->target)
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
            return {nullptr,
                    {},
                    0,
                    next == never ? concurrency::Deadline::never()
                                  : concurrency::Deadline::in(std::chrono::nanoseconds(next - now))};
        }
        const auto chunks = room(*found) / chunkFrames;
        if (chunks == 0 && !found->target) {
            plan(*found, now);
            continue;
        }
        found->taken = true;
        if (hungry > 1 && sleeping_ > 0)
            wake();
        const auto most = found->playable() < largestChunk ? 1 : largestChunk / chunkFrames;
        return {found, found->target, std::min(chunks, most) * chunkFrames, concurrency::Deadline::never()};
    }
}

/// Returns whether it can go on from there.
bool StreamQueue::locateIn(StreamState& stream, std::int64_t target) {
    const auto sought = stream.source.seek(target);
    stream.kept.clear();
    const Lock lock(mutex_);
    stream.mark = {static_cast<std::uint64_t>(stream.progress.framesSent), target, nodes::StreamMark::unknown};
    stream.marks.write(stream.mark);
    if (stream.target == target)
        stream.target.reset();
    stream.progress.state = sought ? FileStreamState::streaming : FileStreamState::failed;
    stream.progress.finished = !sought;
    stream.progress.failure = sought ? std::nullopt : std::optional(sought.error());
    return sought.has_value();
}

void StreamQueue::send(StreamState& stream, std::span<const float> samples) {
    // There is room: only the reader that has taken it sends, and it has looked.
    const auto sent = stream.sender.send(samples);
    const Lock lock(mutex_);
    stream.progress.framesSent += static_cast<std::int64_t>(sent / stream.channels);
}

void StreamQueue::endStream(StreamState& stream, std::optional<base::Error> failure) {
    const bool cutOff = stream.source.cutOff();
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
}

void StreamQueue::serve(const Turn& turn, std::vector<float>& chunk) {
    auto& stream = *turn.stream;
    if (turn.target && !locateIn(stream, *turn.target))
        return endStream(stream, stream.progress.failure);
    if (turn.chunkFrames == 0)
        return;
    const auto kept = stream.kept.size();
    chunk.resize(std::max(chunk.size(), kept + turn.chunkFrames * stream.channels));
    std::ranges::copy(stream.kept, chunk.begin());
    const auto count = stream.source.read(std::span(chunk).subspan(kept, turn.chunkFrames * stream.channels));
    if (!count)
        return endStream(stream, count.error());
    if (*count == 0)
        return endStream(stream, {});
    const auto all = std::span<const float>(chunk).first(kept + *count * stream.channels);
    const auto last = all.last(std::min(all.size(), fadeOutFrames * stream.channels));
    send(stream, all.first(all.size() - last.size()));
    stream.kept.assign(last.begin(), last.end());
}

void StreamQueue::putBack(StreamState& stream) {
    const Lock lock(mutex_);
    stream.taken = false;
    stream.progress.currentFile = stream.source.currentFile();
    if (stream.progress.notices.size() != stream.source.notices().size())
        stream.progress.notices = stream.source.notices();
    stream.progress.cutOff = stream.source.cutOff();
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
