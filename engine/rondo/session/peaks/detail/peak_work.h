// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <mutex>
#include <rondo/session/peaks/peak_job.h>
#include <rondo/task/task.h>

namespace rondo::session::detail {

/// The task of one file's peaks, and what it shares with whoever asks for its progress.
class PeakWork {
public:
    PeakWork(std::filesystem::path file, std::filesystem::path cache)
        : file_(std::move(file)), cache_(std::move(cache)) {}

    /// Errors: TaskCancelled.
    task::Task<> run();
    PeakProgress progress() const;
    std::shared_ptr<const WaveformPeaks> peaks() const;
    void fail(base::Error failure) noexcept;
    void cancelled() noexcept;

private:
    bool takeFromCache();
    task::Task<> compute();
    void finish(WaveformPeaks peaks, bool cached);
    template <class Change>
    void tell(Change change) {
        const std::lock_guard lock(mutex_);
        change(progress_);
    }

    const std::filesystem::path file_;
    const std::filesystem::path cache_;
    mutable std::mutex mutex_;
    PeakProgress progress_;                      ///< under the mutex
    std::shared_ptr<const WaveformPeaks> peaks_; ///< likewise
};

} // namespace rondo::session::detail
