// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <rondo/session/peaks/peak_job.h>
#include <rondo/task/pool.h>

namespace rondo::session {

/// The pictures of sound files: read from a cache when it has them, else computed by a task of a pool and
/// stored there. What is in the cache counts only for a sound file of the same size and time of change, and
/// only as it was written; anything else in its place is replaced.
class PeakCache {
public:
    /// Effects: none on the disk. `folder` is where the caches go; empty: beside each file, as FILE.peaks.
    /// Requires: the pool outlives it. Progress: blocking (allocates). [control]
    explicit PeakCache(task::Pool& pool, std::filesystem::path folder = {})
        : pool_(pool), folder_(std::move(folder)) {}

    /// Effects: begins to get the peaks of a file. Returns: what owns the work; all else is told by it. Errors:
    /// std::bad_alloc. Progress: blocking, briefly. [control]
    PeakJob open(const std::filesystem::path& file) const;
    /// Returns: where the cache of that file is. Progress: blocking. [control]
    std::filesystem::path cacheOf(const std::filesystem::path& file) const;

private:
    task::Pool& pool_;
    std::filesystem::path folder_;
};

} // namespace rondo::session
