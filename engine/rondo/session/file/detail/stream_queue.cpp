// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/stream_queue.h>

#include <algorithm>
#include <pthread.h>

namespace rondo::session::detail {
namespace {

constexpr std::size_t chunkFrames = 4096;
constexpr std::chrono::duration<double> shortestSleep{0.02};
constexpr std::chrono::duration<double> longestSleep{1.0};

/// Share of the channel that is filled; the rest is less than one chunk.
bool roomy(const StreamState& stream) noexcept { return stream.buffered() + chunkFrames <= stream.capacity; }

bool satisfied(const StreamState& stream, std::size_t frames) noexcept {
    return !stream.sender || stream.buffered() >= frames || !roomy(stream);
}

} // namespace

StreamState::StreamState(AudioFileSource opened, concurrency::SpscSender<float> end, std::size_t ringFrames)
    : source(std::move(opened)), rate(source.rate()), channels(source.channelCount()),
      frames(source.frameCount()), capacity(ringFrames), sender(std::move(end)) {}

void StreamQueue::add(std::shared_ptr<StreamState> stream) {
    const Lock lock(mutex_);
    streams_.push_back(std::move(stream));
    wakeAsked_ = true;
    workerWake_.notify_one();
}

void StreamQueue::abandon(StreamState& stream) noexcept {
    const Lock lock(mutex_);
    stream.abandoned = true;
    wakeAsked_ = true;
    workerWake_.notify_one();
}

void StreamQueue::waitUntilReady(StreamState& stream, std::size_t frames) {
    Lock lock(mutex_);
    // Half empty: the worker may start now and decode while the caller goes on with what there is.
    if (!wakeAsked_ && stream.sender && stream.buffered() < std::max(frames, stream.capacity / 2)) {
        wakeAsked_ = true;
        workerWake_.notify_one();
    }
    fed_.wait(lock, [&] { return closed_ || satisfied(stream, frames); });
}

FileStreamProgress StreamQueue::progress(const StreamState& stream) {
    const Lock lock(mutex_);
    return stream.progress;
}

void StreamQueue::close() noexcept {
    const Lock lock(mutex_);
    closed_ = true;
    workerWake_.notify_one();
    fed_.notify_all();
}

void StreamQueue::drop(const StreamState& stream) noexcept {
    std::erase_if(streams_, [&](const auto& other) { return other.get() == &stream; });
}

/// The stream that would run dry first among those with room for a chunk; null when all are full.
std::shared_ptr<StreamState> StreamQueue::hungriest() const noexcept {
    std::shared_ptr<StreamState> found;
    double shortest = 0;
    for (const auto& stream : streams_) {
        const double seconds = static_cast<double>(stream->buffered()) / stream->rate;
        if (stream->abandoned)
            return stream;
        if (roomy(*stream) && (!found || seconds < shortest)) {
            found = stream;
            shortest = seconds;
        }
    }
    return found;
}

/// Until the first stream is half empty, or somebody asks.
void StreamQueue::sleep(Lock& lock) {
    auto longest = longestSleep;
    for (const auto& stream : streams_) {
        const auto above = static_cast<double>(stream->buffered()) - static_cast<double>(stream->capacity) / 2;
        longest = std::min(longest, std::chrono::duration<double>(above / stream->rate));
    }
    const auto asked = [this] { return wakeAsked_ || closed_; };
    if (streams_.empty())
        workerWake_.wait(lock, asked);
    else
        workerWake_.wait_for(lock, std::max(longest, shortestSleep), asked);
}

void StreamQueue::feed(Lock& lock, StreamState& stream) {
    if (stream.abandoned) {
        stream.progress.finished = true;
        stream.sender.reset();
        drop(stream);
        return;
    }
    lock.unlock();
    chunk_.resize(std::max(chunk_.size(), chunkFrames * stream.channels));
    const auto count = stream.source.read(std::span(chunk_).first(chunkFrames * stream.channels));
    const auto frames = count ? *count : 0;
    // There is room: only this thread sends, and `hungriest` saw room for a whole chunk.
    const auto sent = stream.sender->send(std::span<const float>(chunk_).first(frames * stream.channels));
    lock.lock();
    stream.progress.framesSent += static_cast<std::int64_t>(sent / stream.channels);
    stream.progress.currentFile = stream.source.currentFile();
    stream.progress.notices = stream.source.notices();
    stream.progress.cutOff = stream.source.cutOff();
    if (frames == 0 || stream.sender->closed()) {
        if (!count)
            stream.progress.failure = count.error();
        stream.progress.finished = true;
        stream.sender.reset();
        drop(stream);
    }
    fed_.notify_all();
}

void StreamQueue::work() noexcept {
    ::pthread_setname_np(::pthread_self(), "rondo-files");
    Lock lock(mutex_);
    while (!closed_) {
        wakeAsked_ = false;
        while (const auto stream = closed_ ? nullptr : hungriest())
            feed(lock, *stream);
        if (!closed_)
            sleep(lock);
    }
    for (const auto& stream : streams_) {
        stream->progress.finished = true;
        stream->sender.reset();
    }
    fed_.notify_all();
}

} // namespace rondo::session::detail
