// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/session/file/audio_file_source.h>
#include <rondo/session/file/file_stream.h>
#include <thread>

namespace rondo::session {

/// Feeds any number of players from files: one worker thread reads, converts and sends, always to the stream
/// that would run dry first. It keeps every channel between one and two seconds ahead and sleeps in between,
/// for as long as the fullest plan allows; nobody on the audio thread ever wakes it.
class FileStreamer {
public:
    /// Effects: starts the worker. Errors: Failure(refused) when no thread can be started.
    /// Progress: blocking. [control]
    FileStreamer();
    /// Effects: ends every stream and the worker. Progress: blocking. [control]
    ~FileStreamer();
    FileStreamer(const FileStreamer&) = delete;
    FileStreamer& operator=(const FileStreamer&) = delete;

    /// Effects: opens the files and starts to fill the channel. Errors: those of AudioFileSource::open.
    /// Progress: blocking. [control]
    base::Result<FileStream> open(AudioFileSourceOptions options);

private:
    std::shared_ptr<detail::StreamQueue> queue_;
    std::thread worker_;
};

} // namespace rondo::session
