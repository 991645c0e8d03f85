// SPDX-License-Identifier: MIT
#pragma once

#include <mutex>
#include <rondo/audio/audio_buffer.h>
#include <rondo/session/render/render_job.h>
#include <rondo/session/render/render_queue.h>
#include <rondo/task/task.h>
#include <vector>

namespace rondo::session::detail {

/// The task of one rendering, and what it shares with whoever asks for its progress.
class RenderWork {
public:
    RenderWork(AudioFileWriterOptions target, RenderQueue::MakeSource makeSource, std::uint32_t blockFrames)
        : target_(std::move(target)), makeSource_(std::move(makeSource)), blockFrames_(blockFrames) {}

    /// Errors: TaskCancelled; then nothing of it is left.
    task::Task<> run();
    RenderProgress progress() const;
    void end(RenderState state) noexcept;
    void fail(base::Error failure) noexcept;

private:
    struct Parts;
    base::Result<Parts> open();
    base::Result<bool> turn(Parts& parts);
    base::Result<std::size_t> block(Parts& parts);
    template <class Change>
    void tell(Change change) {
        const std::lock_guard lock(mutex_);
        change(progress_);
    }

    AudioFileWriterOptions target_;
    RenderQueue::MakeSource makeSource_;
    const std::uint32_t blockFrames_;
    mutable std::mutex mutex_;
    RenderProgress progress_; ///< under the mutex
};

} // namespace rondo::session::detail
