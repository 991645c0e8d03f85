// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/waveform_files.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace rondo::host {
namespace {

/// Each holds a file open, and the disk does one thing after the other anyway.
constexpr std::size_t mostJobs = 2;
/// Where nothing is known.
constexpr double guessedLength = 60;

} // namespace

void WaveformFiles::follow(const std::vector<SoundFile>& files) {
    std::set<std::filesystem::path> wanted;
    for (const auto& file : files)
        wanted.insert(file.path);
    std::erase_if(entries_, [&](const auto& each) {
        return !wanted.contains(each.first) || !each.second.trouble.empty();
    });
    for (auto& running : running_)
        if (!wanted.contains(running.path)) {
            running.job.cancel();
            leaving_.push_back(std::move(running.job));
            running.path.clear();
        }
    std::erase_if(running_, [](const Running& running) { return running.path.empty(); });
    files_.clear();
    for (const auto& file : files) {
        entries_.try_emplace(file.path);
        files_.push_back({file.path});
    }
    readyCount_ = static_cast<std::size_t>(
        std::ranges::count_if(entries_, [](const auto& each) { return each.second.ended; }));
    next_ = 0;
    startNext();
    layOut(whole_);
}

WaveformFiles::News WaveformFiles::attend(std::optional<base::Seconds> whole) {
    std::erase_if(leaving_,
                  [](const session::PeakJob& job) { return job.wait(concurrency::Deadline::immediately()); });
    auto news = whole != whole_ && reading() ? News::picture : News::none;
    for (auto& running : running_) {
        auto& entry = entries_.at(running.path);
        news = std::max(news, attend(entry, running.job));
        if (entry.ended) {
            leaving_.push_back(std::move(running.job));
            running.path.clear();
        }
    }
    std::erase_if(running_, [](const Running& running) { return running.path.empty(); });
    startNext();
    if (news != News::none)
        layOut(whole);
    return news;
}

/// Takes over what the job of a file has done.
WaveformFiles::News WaveformFiles::attend(Entry& entry, const session::PeakJob& job) {
    const auto progress = job.progress();
    const bool knew = entry.length.has_value();
    if (progress.rate > 0 && progress.frameCount >= 0)
        entry.length = base::toSeconds({progress.frameCount}, progress.rate);
    if (progress.state == session::PeakState::ready)
        entry.peaks = job.peaks();
    else if (progress.state == session::PeakState::failed)
        entry.trouble = progress.failure ? progress.failure->text : "The file cannot be read.";
    const double share = progress.frameCount > 0
                             ? static_cast<double>(progress.frames) / static_cast<double>(progress.frameCount)
                             : 0;
    const double done = std::floor(std::clamp(share, 0.0, 1.0) * 100) / 100;
    const bool moved = std::exchange(entry.done, done) != done;
    entry.ended = progress.state != session::PeakState::reading;
    readyCount_ += entry.ended ? 1U : 0U;
    if (entry.ended || knew != entry.length.has_value())
        return News::picture;
    return moved ? News::progress : News::none;
}

void WaveformFiles::startNext() {
    for (; next_ < files_.size() && running_.size() < mostJobs; ++next_) {
        const auto& path = files_[next_].path;
        if (!std::exchange(entries_.at(path).started, true))
            running_.push_back({path, cache_.open(path)});
    }
}

/// Files of unknown length share what the whole leaves for them, else they are as long as the others are on
/// average.
void WaveformFiles::layOut(std::optional<base::Seconds> whole) {
    whole_ = whole;
    double known = 0;
    std::size_t unknown = 0;
    for (const auto& file : files_) {
        const auto& length = entries_.at(file.path).length;
        known += length ? length->value : 0;
        unknown += length ? 0U : 1U;
    }
    const std::size_t measured = files_.size() - unknown;
    double guess = known > 0 ? known / static_cast<double>(measured) : guessedLength;
    if (whole && unknown > 0 && whole->value > known)
        guess = (whole->value - known) / static_cast<double>(unknown);
    double start = 0;
    for (auto& file : files_) {
        const auto& entry = entries_.at(file.path);
        file.start = {start};
        file.length = entry.length.value_or(base::Seconds{guess});
        file.reading = !entry.ended;
        file.done = entry.done;
        file.trouble = entry.trouble;
        file.peaks = entry.peaks;
        start += file.length.value;
    }
    length_ = {start};
}

const WaveformFiles::File* WaveformFiles::find(base::Seconds time) const noexcept {
    const auto behind = std::ranges::upper_bound(files_, time, {}, &File::start);
    if (behind == files_.begin() || time > length_)
        return nullptr;
    return &*std::prev(behind);
}

} // namespace rondo::host
