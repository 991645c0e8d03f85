// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/base/result.h>
#include <rondo/session/file/audio_file_source.h>
#include <rondo/session/file/file_stream.h>
#include <rondo/session/file/file_streamer_options.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <vector>

namespace rondo::session {

/// Feeds any number of players from files: a few tasks of a pool read, convert and send, a chunk a turn, always
/// to the stream that would run dry first. A stream is filled when it is half empty, and then they sleep for as
/// long as the fullest plan allows; nobody on the audio thread ever wakes them.
class FileStreamer {
public:
    /// Effects: starts the tasks. Requires: the pool outlives it. Errors: Failure(invalidArgument) for options
    /// out of range; std::bad_alloc. Progress: blocking. [control]
    explicit FileStreamer(task::Pool& pool, FileStreamerOptions options = {});
    /// Effects: ends every stream and the tasks. Progress: blocking. [control]
    ~FileStreamer();
    FileStreamer(const FileStreamer&) = delete;
    FileStreamer& operator=(const FileStreamer&) = delete;

    /// Effects: opens the files and starts to fill the channel. Errors: those of AudioFileSource::open.
    /// Progress: blocking. [control]
    base::Result<FileStream> open(AudioFileSourceOptions source, FileStreamOptions stream = {});

private:
    FileStreamerOptions options_;
    std::shared_ptr<detail::StreamQueue> queue_;
    std::vector<task::RootTask<>> readers_;
};

} // namespace rondo::session
