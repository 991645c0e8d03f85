// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/task/root_task.h>
#include <string>
#include <vector>

namespace rondo::session {

namespace detail {
class RenderWork;
}

/// What has become of a RenderJob.
enum class RenderState {
    waiting,   ///< for its turn
    rendering, ///< on its way
    finished,  ///< the file is there, complete
    cancelled, ///< nothing of it is left
    failed,    ///< nothing of it is left, for a reason that is told
};

/// The name of a state as it appears in `--json` output, for instance "finished".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(RenderState state) noexcept;

/// How far a RenderJob has come.
struct RenderProgress {
    RenderState state = RenderState::waiting;
    std::int64_t frames = 0;          ///< rendered
    std::int64_t frameCount = -1;     ///< in all; -1: not known, or not yet
    double rate = 0;                  ///< hertz; 0: not yet known
    std::uint64_t clippedSamples = 0; ///< beyond full scale
    std::vector<float> peak = {};     ///< of each channel, linear
    std::vector<std::string> notices = {};
    bool cutOff = false; ///< one of the notices is that a file ended too early
    std::optional<base::Error> failure = {};
};

/// A rendering into a file, made by RenderQueue::add. Its destruction cancels it. Move-only, used by one
/// thread.
class RenderJob {
public:
    RenderJob(RenderJob&&) noexcept = default;
    RenderJob& operator=(RenderJob&&) noexcept = default;
    /// Effects: cancels it unless it has ended, and waits for that. Progress: blocking. [control]
    ~RenderJob() = default;

    /// Returns: how far it is now. Progress: blocking, briefly. [control]
    RenderProgress progress() const;
    /// Effects: asks it to end: at its next turn it closes its files and removes what it has written. One that
    /// has ended stays what it is. Progress: blocking, briefly. [control]
    void cancel() noexcept { task_.cancel(); }
    /// Effects: waits until it has ended. Returns: whether it has by the deadline; then all its files are
    /// closed. Progress: blocking. [control]
    bool wait(concurrency::Deadline deadline = concurrency::Deadline::never()) const noexcept {
        return task_.wait(deadline);
    }

private:
    friend class RenderQueue;
    RenderJob(std::shared_ptr<detail::RenderWork> work, task::RootTask<> task) noexcept
        : work_(std::move(work)), task_(std::move(task)) {}

    std::shared_ptr<detail::RenderWork> work_;
    task::RootTask<> task_;
};

} // namespace rondo::session
