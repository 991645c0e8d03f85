// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <filesystem>
#include <host/session/session_source.h>
#include <map>
#include <memory>
#include <optional>
#include <rondo/base/units.h>
#include <rondo/session/peaks/peak_cache.h>
#include <rondo/session/peaks/peak_job.h>
#include <rondo/session/peaks/waveform_peaks.h>
#include <span>
#include <string>
#include <vector>

namespace rondo::host {

/// The pictures of a source's files: gets the peaks of those that are in the source, a few at a time, and lets
/// go of those that are not any more. Lengths are guessed until they are known. [control]
class WaveformFiles {
public:
    /// A file where it plays. One that cannot be read has a place all the same.
    struct File {
        std::filesystem::path path;
        base::Seconds start = {};
        base::Seconds length = {};
        bool reading = true;                                      ///< its peaks are not there yet
        double done = 0;                                          ///< of the reading, 0 to 1
        std::string trouble = {};                                 ///< why it cannot be read, in a sentence
        std::shared_ptr<const session::WaveformPeaks> peaks = {}; ///< null before they are there
    };

    /// Requires: the cache outlives it.
    explicit WaveformFiles(const session::PeakCache& cache) noexcept : cache_(cache) {}

    /// Effects: shows these files from now on. What could not be read is tried again.
    void follow(const std::vector<SoundFile>& files);
    /// What `attend` has found.
    enum class News { none, progress, picture };
    /// Effects: takes over what has been read. `whole`: the length of all, where somebody knows it. Returns:
    /// whether only shares of reading have changed, or what there is to draw. Progress: blocking, briefly.
    News attend(std::optional<base::Seconds> whole);

    std::span<const File> files() const noexcept { return files_; }
    base::Seconds length() const noexcept { return length_; }
    /// Returns: whether any file is still read.
    bool reading() const noexcept { return readyCount_ < entries_.size(); }
    /// Returns: jobs that run or wait for their end.
    std::size_t jobs() const noexcept { return running_.size() + leaving_.size(); }
    /// Returns: the file that is heard at a time; null where there is none.
    const File* find(base::Seconds time) const noexcept;

private:
    /// A file once, however often the source plays it.
    struct Entry {
        std::optional<base::Seconds> length = {};
        bool started = false;
        bool ended = false;
        double done = 0;
        std::string trouble = {};
        std::shared_ptr<const session::WaveformPeaks> peaks = {};
    };
    struct Running {
        std::filesystem::path path;
        session::PeakJob job;
    };
    News attend(Entry& entry, const session::PeakJob& job);
    void startNext();
    void layOut(std::optional<base::Seconds> whole);

    const session::PeakCache& cache_;
    std::vector<File> files_;
    std::map<std::filesystem::path, Entry> entries_;
    std::size_t readyCount_ = 0;
    std::size_t next_ = 0; ///< file that was not looked at yet
    base::Seconds length_ = {};
    std::optional<base::Seconds> whole_ = {};
    std::vector<Running> running_;
    std::vector<session::PeakJob> leaving_; ///< cancelled or done, and not ended yet
};

} // namespace rondo::host
