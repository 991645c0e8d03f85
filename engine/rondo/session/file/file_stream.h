// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/spsc_channel.h>
#include <string>
#include <vector>

namespace rondo::session {

namespace detail {
struct StreamState;
class StreamQueue;
} // namespace detail

/// How far a FileStream has come.
struct FileStreamProgress {
    std::int64_t framesSent = 0;        ///< frames that went into the channel
    std::size_t currentFile = 0;        ///< index of the file being read; ahead of what is heard
    bool finished = false;              ///< nothing more will be sent
    std::optional<base::Error> failure; ///< why it finished before its end
    std::vector<std::string> notices;   ///< what was wrong with files although they play
    bool cutOff = false;                ///< one of the notices is that a file ended too early
};

/// One list of files on its way to the audio thread; made by FileStreamer::open. Its destruction ends the
/// stream: what was sent can still be received. Move-only.
class FileStream {
public:
    FileStream(FileStream&&) noexcept = default;
    FileStream& operator=(FileStream&& other) noexcept;
    ~FileStream();

    /// Returns: the end that a FilePlayerNode takes, the first time; interleaved frames, closed after the last
    /// one. Requires: it has not been taken. Progress: wait-free. [control]
    concurrency::SpscReceiver<float> takeReceiver() noexcept { return std::move(receiver_); }
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
               concurrency::SpscReceiver<float> receiver) noexcept;
    void end() noexcept;
    std::shared_ptr<detail::StreamQueue> queue_;
    std::shared_ptr<detail::StreamState> state_;
    concurrency::SpscReceiver<float> receiver_;
};

} // namespace rondo::session
