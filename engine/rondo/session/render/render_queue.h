// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/session/file/audio_file_writer.h>
#include <rondo/session/render/render_job.h>
#include <rondo/session/render/render_source.h>
#include <rondo/task/pool.h>

namespace rondo::session {

namespace detail {
class Turnstile;
}

/// How a RenderQueue renders.
struct RenderQueueOptions {
    std::uint32_t atATime =
        0; ///< jobs that run at the same time, at most 256; 0: as many as the pool has workers
    std::uint32_t blockFrames = 1024; ///< of one block, 16 to 65536; the samples are the same
};

/// Renders into files in the background, several at a time: each job is a task of a pool that renders some
/// blocks a turn. The jobs are independent of each other and begin in the order in which they were added.
class RenderQueue {
public:
    /// Makes what a job renders, when its turn has come: on a thread of the pool.
    using MakeSource = std::function<base::Result<std::unique_ptr<RenderSource>>()>;

    /// Effects: starts nothing. Requires: the pool outlives it. Errors: Failure(invalidArgument) for options
    /// out of range. Progress: blocking. [control]
    explicit RenderQueue(task::Pool& pool, RenderQueueOptions options = {});

    /// Effects: queues a job that writes `target`, whose rate, channels and length are the source's. Returns:
    /// what owns it; it may outlive the queue. Errors: std::bad_alloc; all else is told by the job. Progress:
    /// blocking, briefly. [control]
    RenderJob add(AudioFileWriterOptions target, MakeSource makeSource);

private:
    task::Pool& pool_;
    const RenderQueueOptions options_;
    std::shared_ptr<detail::Turnstile> turnstile_;
};

} // namespace rondo::session
