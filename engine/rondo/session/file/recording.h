// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <rondo/base/result.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/session/file/audio_file_format.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>

namespace rondo::session {

namespace detail {
class RecordingWriter;
}

/// What a Recording writes.
struct RecordingOptions {
    std::filesystem::path path; ///< of a file that is not there yet
    AudioFileFormat format;     ///< WAV, AIFF or FLAC
    double rate = 48'000;
    std::uint32_t channelCount = 2;                ///< as wide as the tap
    std::chrono::milliseconds checkpointEach{500}; ///< how much a crash may lose, 10 ms to 10 s
    bool keepsPauses = false; ///< silence where the tap did not record; else what it recorded follows at once
};

/// What has become of a Recording.
enum class RecordingState {
    recording, ///< on its way
    finished,  ///< complete
    full,      ///< there was no more room; what there was room for is kept and can be played
    failed,    ///< the file could not be written, for a reason that is told; what was written before is kept
};

/// The name of a state as it appears in `--json` output, for instance "finished".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(RecordingState state) noexcept;

/// How far a Recording has come.
struct RecordingProgress {
    RecordingState state = RecordingState::recording;
    std::int64_t frames = 0;          ///< in the file, with what is silent
    std::int64_t safeFrames = 0;      ///< of these, what a crash of now would leave
    std::uint64_t lostFrames = 0;     ///< the tap had no room for; silence is in their place
    std::uint64_t gaps = 0;           ///< how often that began
    std::uint64_t clippedSamples = 0; ///< beyond full scale
    std::optional<base::Error> failure = {};
};

/// What a recorder tap hears on its way into a file, written by a task of a pool: the file is there from the
/// start, and what its header says is true at every checkpoint, so that a crash costs no more than what came
/// after it. Ends when the tap is gone, by `stop`, or when there is no more room; the audio thread goes on in
/// any case, and the tap counts what nobody takes any more. Move-only, used by one thread.
class Recording {
public:
    /// Effects: makes the file and starts the task; takes the ends of the tap that it reads. Requires: the pool
    /// outlives it. Errors: those of AudioFileWriter::open for one that grows; invalidArgument for a checkpoint
    /// out of range. Progress: blocking. [control]
    static base::Result<Recording> start(task::Pool& pool, RecordingOptions options,
                                         concurrency::SpscReceiver<float> samples,
                                         concurrency::SpscReceiver<nodes::RecordedSpan> spans);
    Recording(Recording&&) noexcept;
    Recording& operator=(Recording&&) noexcept;
    /// Effects: `finish()`. Progress: blocking. [control]
    ~Recording();

    /// Returns: how far it is now. Progress: blocking, briefly. [control]
    RecordingProgress progress() const;
    /// Effects: takes no more; what waits in the channel is still written. Progress: blocking, briefly.
    /// [control]
    void stop() noexcept;
    /// Effects: waits until the file is complete, or will get no more. Returns: whether it is by the deadline.
    /// Progress: blocking. [control]
    bool wait(concurrency::Deadline deadline = concurrency::Deadline::never()) noexcept;
    /// Effects: `stop` and `wait`. Returns: how it has ended. Progress: blocking. [control]
    RecordingProgress finish();

private:
    Recording(std::shared_ptr<detail::RecordingWriter> writer, task::RootTask<> task) noexcept;
    void end() noexcept;

    std::shared_ptr<detail::RecordingWriter> writer_;
    task::RootTask<> task_;
};

} // namespace rondo::session
