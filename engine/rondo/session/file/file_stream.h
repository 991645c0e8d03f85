// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/base/result.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/nodes/stream_mark.h>
#include <rondo/session/file/file_stream_state.h>
#include <rondo/session/file/stream_loop.h>
#include <string>
#include <vector>

namespace rondo::session {

namespace detail {
struct StreamState;
class StreamQueue;
} // namespace detail

/// How far a FileStream has come.
struct FileStreamProgress {
    std::int64_t framesSent = 0; ///< frames that went into the channel
    std::size_t currentFile = 0; ///< index of the file being read; ahead of what is heard
    FileStreamState state = FileStreamState::streaming;
    bool finished = false;              ///< nothing more will be sent, unless it goes on from elsewhere
    std::optional<base::Error> failure; ///< why it finished before its end
    std::vector<std::string> notices;   ///< what was wrong with files although they play
    bool cutOff = false;                ///< one of the notices is that a file ended too early
};

/// One list of files on its way to the audio thread; made by FileStreamer::open. A stream that ends because a
/// file was cut off or cannot be read fades out over its last 64 frames. Its destruction ends the stream: what
/// was sent can still be received. Move-only.
class FileStream {
public:
    FileStream(FileStream&&) noexcept = default;
    FileStream& operator=(FileStream&& other) noexcept;
    ~FileStream();

    /// Returns: the end that a FilePlayerNode takes, the first time; interleaved frames, closed after the last
    /// one. Requires: it has not been taken. Progress: wait-free. [control]
    concurrency::SpscReceiver<float> takeReceiver() noexcept { return std::move(receiver_); }
    /// Returns: the end that says to a FilePlayerNode where the stream has jumped to, the first time. Progress:
    /// wait-free. [control]
    concurrency::LatestValueReader<nodes::StreamMark> takeMarks() noexcept { return std::move(marks_); }
    /// Effects: goes on from that frame of a pass, and what was sent before is played no more; a player that
    /// knows the marks fades out and in. Errors: closed when it has finished and does not stay open;
    /// invalidArgument below 0; unsupported when a file does not say how long it is. That it cannot be read
    /// from there is told by `progress`. Progress: blocking, briefly: the worker goes there. [control]
    base::Result<void> locate(std::int64_t frame);
    /// Effects: plays that part of a pass again and again: the frame before `end` is followed by `first`
    /// without a gap and without a fade. What is heard when the stream's worker sees the change decides: from
    /// behind `end` it plays on to the end of the files, from before `first` into the loop; nothing ends a loop
    /// and plays on. What was sent and is still right is played, and what follows it is read anew, so that a
    /// change is heard when the first frame is due that it makes another; a player that has passed that one
    /// meanwhile, or that the new frames do not reach in time, fades out and in over 64 frames each, as for a
    /// `locate`. Stands until it is set again, also over a `locate`. A loop keeps a stream from its end. Where
    /// a rate is converted, the frames of the loop are those of the whole pass, cut at this stream's rate.
    /// Errors: invalidArgument for a loop of less than 64 frames within the files; unsupported when a file does
    /// not say how long it is; closed when the stream has finished and does not stay open. That it cannot be
    /// read there is told by `progress`. Progress: blocking, briefly: the worker does it. [control]
    base::Result<void> setLoop(std::optional<StreamLoop> loop);
    /// Returns: hertz of the frames sent. Progress: wait-free. [any]
    double rate() const noexcept;
    /// Returns: channels of the frames sent. Progress: wait-free. [any]
    std::uint32_t channelCount() const noexcept;
    /// Returns: frames of one pass through all files; -1 when a file does not say. Progress: wait-free. [any]
    std::int64_t frameCount() const noexcept;
    /// Returns: how far it is now. Progress: blocking, briefly. [control]
    FileStreamProgress progress() const;
    /// Effects: waits until at least `frames` frames wait in the channel (at most what fits) or the stream has
    /// finished; for a start that does not stutter, and before every block of an offline run, which the worker
    /// could not keep up with otherwise. Progress: blocking. [control] [worker]
    void waitUntilReady(std::size_t frames);

private:
    friend class FileStreamer;
    FileStream(std::shared_ptr<detail::StreamQueue> queue, std::shared_ptr<detail::StreamState> state,
               concurrency::SpscReceiver<float> receiver,
               concurrency::LatestValueReader<nodes::StreamMark> marks) noexcept;
    void end() noexcept;
    std::shared_ptr<detail::StreamQueue> queue_;
    std::shared_ptr<detail::StreamState> state_;
    concurrency::SpscReceiver<float> receiver_;
    concurrency::LatestValueReader<nodes::StreamMark> marks_;
};

} // namespace rondo::session
