// SPDX-License-Identifier: MIT
#include <rondo/session/file/detail/recording_writer.h>

#include <algorithm>
#include <new>
#include <rondo/base/clock.h>
#include <rondo/task/blocking.h>
#include <rondo/task/yield.h>

namespace rondo::session::detail {
namespace {
constexpr std::size_t chunkFrames = 8192;
constexpr std::chrono::milliseconds shortestPause{2};
constexpr std::chrono::milliseconds longestPause{100};
} // namespace

RecordingWriter::RecordingWriter(const RecordingOptions& options, AudioFileWriter file,
                                 concurrency::SpscReceiver<float> samples,
                                 concurrency::SpscReceiver<nodes::RecordedSpan> spans)
    : options_(options), file_(std::move(file)), samples_(std::move(samples)), spans_(std::move(spans)),
      chunk_(chunkFrames * options.channelCount), lastCheckpoint_(base::monotonicNanoseconds()),
      wakes_(task::makeChannel<Wake>(1)) {}

task::Task<> RecordingWriter::work() {
    for (;;) {
        const auto done = task::blocking([this] { return turn(); });
        if (done == Turn::over)
            co_return;
        if (done == Turn::more) {
            co_await task::yield();
        } else {
            std::optional<Wake> token;
            static_cast<void>(co_await wakes_.receiver.receive(token, pause()));
        }
    }
}

void RecordingWriter::stop() noexcept {
    stopping_.store(true, std::memory_order_release);
    Wake token;
    static_cast<void>(wakes_.sender.trySend(token));
}

RecordingProgress RecordingWriter::progress() const {
    const std::lock_guard lock(mutex_);
    return told_;
}

/// A quarter of the time in which the channel would be full; and no checkpoint is late.
concurrency::Deadline RecordingWriter::pause() const noexcept {
    const auto frames = static_cast<double>(samples_.capacity()) / options_.channelCount;
    const auto quarter = std::chrono::duration<double>(frames / options_.rate / 4);
    const auto most = std::min(longestPause, options_.checkpointEach / 4);
    const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::min(quarter, std::chrono::duration<double>(most)));
    return concurrency::Deadline::in(std::max(pause, shortestPause));
}

RecordingWriter::Turn RecordingWriter::turn() noexcept {
    try {
        const auto done = write();
        tell();
        return done;
    } catch (const std::bad_alloc&) {
        return conclude(base::fail(base::ErrorCode::refused, "There is not enough memory to go on recording '" +
                                                                 options_.path.string() +
                                                                 "'; close other programs."));
    }
}

RecordingWriter::Turn RecordingWriter::write() {
    if (stopping_.load(std::memory_order_acquire))
        samples_.close(); // what is inside is still received
    if (silence_ > 0) {
        const auto frames = static_cast<std::size_t>(std::min<std::uint64_t>(silence_, chunkFrames));
        silence_ -= frames;
        std::fill(chunk_.begin(), chunk_.end(), 0.0F);
        const auto written = put(std::span(chunk_).first(frames * options_.channelCount));
        return written ? Turn::more : conclude(written);
    }
    // The order matters: a tap that is gone before the look into the channel has left everything there.
    const bool closed = samples_.closed();
    const auto frames = untilNextSpan(std::min(samples_.occupancy() / options_.channelCount, chunkFrames));
    if (silence_ > 0)
        return Turn::more;
    if (frames == 0 && closed)
        return conclude({});
    if (frames == 0) {
        const auto stored = checkpointWhenDue();
        return stored ? Turn::nothing : conclude(stored);
    }
    const auto count = samples_.receive(std::span(chunk_).first(frames * options_.channelCount));
    taken_ += count / options_.channelCount;
    nextFrame_ += static_cast<std::int64_t>(count / options_.channelCount);
    const auto written = put(std::span(chunk_).first(count));
    return written ? Turn::more : conclude(written);
}

/// Looks into the spans as far as they begin here; each was sent before its first frame.
std::size_t RecordingWriter::untilNextSpan(std::size_t frames) noexcept {
    while (const auto* const span = spans_.front()) {
        if (span->firstFrame > taken_)
            return static_cast<std::size_t>(std::min<std::uint64_t>(frames, span->firstFrame - taken_));
        enterSpan(*span);
        spans_.popFront();
    }
    return frames;
}

void RecordingWriter::enterSpan(const nodes::RecordedSpan& span) noexcept {
    if (span.lostFrames > 0) {
        now_.lostFrames += span.lostFrames;
        ++now_.gaps;
    }
    const auto between =
        options_.keepsPauses && begun_
            ? static_cast<std::uint64_t>(std::max<std::int64_t>(span.streamFrame - nextFrame_, 0))
            : 0;
    silence_ += std::max(between, span.lostFrames);
    nextFrame_ = span.streamFrame;
    begun_ = true;
}

base::Result<void> RecordingWriter::put(std::span<const float> samples) {
    auto written = file_.write(samples);
    now_.frames = file_.frameCount();
    now_.clippedSamples = file_.clippedSamples();
    return written ? checkpointWhenDue() : written;
}

base::Result<void> RecordingWriter::checkpointWhenDue() {
    const auto now = base::monotonicNanoseconds();
    const std::chrono::nanoseconds each = options_.checkpointEach;
    if (now_.safeFrames == now_.frames || now - lastCheckpoint_ < each.count())
        return {};
    lastCheckpoint_ = now;
    auto stored = file_.checkpoint();
    if (stored)
        now_.safeFrames = now_.frames;
    return stored;
}

RecordingWriter::Turn RecordingWriter::conclude(const base::Result<void>& result) {
    const auto stored = file_.finish();
    const auto& outcome = result ? stored : result;
    now_.frames = file_.frameCount();
    now_.safeFrames = now_.frames;
    now_.state = outcome                                         ? RecordingState::finished
                 : outcome.error().code == base::ErrorCode::full ? RecordingState::full
                                                                 : RecordingState::failed;
    if (!outcome)
        now_.failure = outcome.error();
    samples_ = {};
    spans_ = {};
    tell();
    return Turn::over;
}

void RecordingWriter::tell() {
    const std::lock_guard lock(mutex_);
    told_ = now_;
}

} // namespace rondo::session::detail
