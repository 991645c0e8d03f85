// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/session/file/audio_file_source.h>
#include <rondo/session/file/file_stream.h>
#include <vector>

namespace rondo::session::detail {

/// One stream. `source` and the right to send belong to the worker; everything else is guarded by the queue's
/// mutex.
struct StreamState {
    StreamState(AudioFileSource opened, concurrency::SpscSender<float> end, std::size_t ringFrames);

    AudioFileSource source;
    const double rate;
    const std::uint32_t channels;
    const std::int64_t frames;
    const std::size_t capacity; ///< frames that the channel holds

    std::optional<concurrency::SpscSender<float>> sender; ///< empty once finished
    FileStreamProgress progress;
    bool abandoned = false;

    std::size_t buffered() const noexcept { return sender ? sender->occupancy() / channels : 0; }
};

/// The streams of one worker. The worker holds the mutex only between chunks, never while it reads a file.
class StreamQueue {
public:
    void add(std::shared_ptr<StreamState> stream);
    void abandon(StreamState& stream) noexcept;
    void waitUntilReady(StreamState& stream, std::size_t frames);
    FileStreamProgress progress(const StreamState& stream);
    void close() noexcept;
    void work() noexcept;

private:
    using Lock = std::unique_lock<std::mutex>;
    std::shared_ptr<StreamState> hungriest() const noexcept;
    void drop(const StreamState& stream) noexcept;
    void sleep(Lock& lock);
    void feed(Lock& lock, StreamState& stream);

    std::mutex mutex_;
    std::condition_variable workerWake_;
    std::condition_variable fed_;
    std::vector<std::shared_ptr<StreamState>> streams_;
    std::vector<float> chunk_; ///< of the worker
    bool wakeAsked_ = false;
    bool closed_ = false;
};

} // namespace rondo::session::detail
