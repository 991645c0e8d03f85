// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/session/file/audio_file_writer.h>
#include <rondo/session/file/recording.h>
#include <rondo/task/channel.h>
#include <rondo/task/task.h>
#include <span>
#include <vector>

namespace rondo::session::detail {

/// The task of one recording, and what it shares with whoever asks for its progress.
class RecordingWriter {
public:
    RecordingWriter(const RecordingOptions& options, AudioFileWriter file,
                    concurrency::SpscReceiver<float> samples,
                    concurrency::SpscReceiver<nodes::RecordedSpan> spans);

    task::Task<> work();
    void stop() noexcept;
    RecordingProgress progress() const;

private:
    enum class Turn { more, nothing, over };
    struct Wake {};

    Turn turn() noexcept;
    Turn write();
    base::Result<void> put(std::span<const float> samples);
    void enterSpan(const nodes::RecordedSpan& span) noexcept;
    std::size_t untilNextSpan(std::size_t frames) noexcept;
    base::Result<void> checkpointWhenDue();
    Turn conclude(const base::Result<void>& result);
    void tell();
    concurrency::Deadline pause() const noexcept;

    const RecordingOptions options_;
    AudioFileWriter file_;
    concurrency::SpscReceiver<float> samples_;
    concurrency::SpscReceiver<nodes::RecordedSpan> spans_;
    std::vector<float> chunk_;
    std::uint64_t taken_ = 0;    ///< frames out of the channel
    std::int64_t nextFrame_ = 0; ///< of the stream, behind those
    std::uint64_t silence_ = 0;  ///< frames that are due before the next one
    bool begun_ = false;         ///< a span has been seen
    std::int64_t lastCheckpoint_;
    RecordingProgress now_; ///< the task's own
    task::Channel<Wake> wakes_;
    std::atomic<bool> stopping_{false};

    mutable std::mutex mutex_;
    RecordingProgress told_; ///< under the mutex
};

} // namespace rondo::session::detail
