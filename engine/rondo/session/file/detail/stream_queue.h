// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/session/file/detail/loop_change.h>
#include <rondo/session/file/detail/looping_source.h>
#include <rondo/session/file/file_stream.h>
#include <rondo/session/file/file_streamer_options.h>
#include <rondo/session/file/stream_loop.h>
#include <rondo/task/channel.h>
#include <rondo/task/task.h>
#include <vector>

namespace rondo::session::detail {

/// What a stream's channel holds at least: some chunks.
constexpr std::size_t leastStreamFrames = 65536;
/// What it is to have at least of frames that can be played, and gets first.
constexpr std::size_t leastPlayableFrames = 1024;

/// One stream. What is marked so belongs to the reader that has it, everything else is under the queue's mutex.
struct StreamState {
    StreamState(AudioFileSource opened, concurrency::SpscSender<float> end,
                concurrency::LatestValueWriter<nodes::StreamMark> marker, bool open);

    LoopingSource source; ///< the reader's
    const double rate;
    const std::uint32_t channels;
    const std::int64_t frames;
    const bool staysOpen;
    const std::size_t capacity; ///< frames that the channel holds

    concurrency::LatestValueWriter<nodes::StreamMark> marks; ///< the reader's
    nodes::StreamMark mark;      ///< the newest; the reader changes it under the mutex
    std::uint64_t beforeEnd = 0; ///< the reader's: how far the frames reach that are played before the mark
    bool marked = true;          ///< it has been written; the reader changes it under the mutex
    std::vector<float> kept;     ///< the reader's: the last frames, not sent yet

    concurrency::SpscSender<float> sender; ///< the reader sends
    FileStreamProgress progress;
    std::optional<std::int64_t> target; ///< where to go on
    std::optional<StreamLoop> loop;     ///< that is wanted
    bool loopChanges = false;           ///< no reader knows of it yet
    bool taken = false;                 ///< a reader has it
    bool abandoned = false;
    bool closed = false;                             ///< nothing more will ever be sent
    std::size_t leastPlayable = leastPlayableFrames; ///< or the blocks that are waited for
    std::int64_t look = 0;                           ///< when it is worth a look, ns
    std::int64_t dry = 0;                            ///< about when it has nothing more to play, ns

    /// What was sent of it, and how far the player is.
    SentStream sentStream() const noexcept;
    std::size_t buffered() const noexcept { return sender.occupancy() / channels; }
    /// Without what a jump has left behind.
    std::size_t playable() const noexcept;
    bool changes() const noexcept { return target || loopChanges; }
    bool idle() const noexcept { return closed || (progress.finished && !changes()); }
};

/// The streams that some readers share. Nobody holds the mutex while a file is read.
class StreamQueue {
public:
    explicit StreamQueue(const FileStreamerOptions& options);

    void add(std::shared_ptr<StreamState> stream);
    void abandon(StreamState& stream) noexcept;
    base::Result<void> locate(StreamState& stream, std::int64_t frame);
    base::Result<void> setLoop(StreamState& stream, std::optional<StreamLoop> loop);
    void waitUntilReady(StreamState& stream, std::size_t frames);
    FileStreamProgress progress(const StreamState& stream);
    /// No reader is at work any more.
    void close() noexcept;
    /// A reader, until it is cancelled.
    task::Task<> work();

private:
    struct Wake {};
    /// A turn of a reader: one chunk of one stream.
    struct Turn {
        std::shared_ptr<StreamState> stream;
        std::optional<std::int64_t> target;
        bool loopChanges = false;
        std::optional<StreamLoop> loop;
        std::size_t chunkFrames = 0;
        concurrency::Deadline pause = concurrency::Deadline::never(); ///< when there is none
    };
    using Lock = std::unique_lock<std::mutex>;

    Turn take();
    void serve(const Turn& turn, std::vector<float>& chunk);
    bool change(const Turn& turn);
    LoopChange changeIn(StreamState& stream) const;
    static void goOn(StreamState& stream, const LoopChange& change);
    void learn(StreamState& stream);
    void tell(StreamState& stream);
    void send(StreamState& stream, std::span<const float> samples);
    void endStream(StreamState& stream, std::optional<base::Error> failure);
    void putBack(StreamState& stream);
    void plan(StreamState& stream, std::int64_t now) const noexcept;
    std::size_t room(const StreamState& stream) const noexcept;
    std::size_t portion(const StreamState& stream) const noexcept;
    bool satisfied(const StreamState& stream, std::size_t frames) const noexcept;
    void closeStream(StreamState& stream) noexcept;
    void wake() noexcept;

    const FileStreamerOptions options_;
    task::Channel<Wake> wakes_;
    std::mutex mutex_;
    std::condition_variable fed_;
    std::vector<std::shared_ptr<StreamState>> streams_;
    std::uint32_t sleeping_ = 0; ///< readers
    bool closed_ = false;
};

} // namespace rondo::session::detail
