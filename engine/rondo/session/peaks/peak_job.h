// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <rondo/base/error.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/session/peaks/waveform_peaks.h>
#include <rondo/task/root_task.h>

namespace rondo::session {

namespace detail {
class PeakWork;
}

/// What has become of a PeakJob.
enum class PeakState {
    reading,   ///< on its way
    ready,     ///< the peaks are there
    cancelled, ///< nothing of it is left
    failed,    ///< the file cannot be read, for a reason that is told
};

/// The name of a state as it appears in `--json` output, for instance "ready".
/// Returns: a string with static lifetime. Progress: wait-free. [any]
const char* name(PeakState state) noexcept;

/// How far a PeakJob has come.
struct PeakProgress {
    PeakState state = PeakState::reading;
    std::int64_t frames = 0;                 ///< looked at
    std::int64_t frameCount = -1;            ///< in all; -1: not known
    double rate = 0;                         ///< hertz of the file; 0: not known yet
    bool cached = false;                     ///< the peaks came from the cache
    bool stored = false;                     ///< the peaks are in the cache now
    std::optional<base::Error> failure = {}; ///< why there are none, or why they are not in the cache
};

/// The peaks of one file on their way, made by PeakCache::open. Its destruction cancels it. Move-only, used by
/// one thread.
class PeakJob {
public:
    PeakJob(PeakJob&&) noexcept = default;
    PeakJob& operator=(PeakJob&&) noexcept = default;
    /// Effects: cancels it unless it has ended, and waits for that. Progress: blocking. [control]
    ~PeakJob() = default;

    /// Returns: how far it is now. Progress: blocking, briefly. [control]
    PeakProgress progress() const;
    /// Returns: the peaks; null before they are ready. They live as long as somebody has them. Progress:
    /// blocking, briefly. [control]
    std::shared_ptr<const WaveformPeaks> peaks() const;
    /// Effects: asks it to end at its next turn. Progress: blocking, briefly. [control]
    void cancel() noexcept { task_.cancel(); }
    /// Effects: waits until it has ended. Returns: whether it has by the deadline; then all its files are
    /// closed. Progress: blocking. [control]
    bool wait(concurrency::Deadline deadline = concurrency::Deadline::never()) const noexcept {
        return task_.wait(deadline);
    }

private:
    friend class PeakCache;
    PeakJob(std::shared_ptr<detail::PeakWork> work, task::RootTask<> task) noexcept
        : work_(std::move(work)), task_(std::move(task)) {}

    std::shared_ptr<detail::PeakWork> work_;
    task::RootTask<> task_;
};

} // namespace rondo::session
