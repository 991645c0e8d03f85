// SPDX-License-Identifier: GPL-3.0-only
#include "peaks_command.h"

#include "json_text.h"
#include "progress_line.h"
#include "summary.h"
#include "waveform_picture.h"
#include <algorithm>
#include <array>
#include <cstdio>
#include <list>
#include <nlohmann/json.hpp>
#include <rondo/session/peaks/peak_cache.h>

namespace rondo::host {
namespace {

using base::Result;
using session::PeakProgress;
using session::PeakState;

constexpr std::chrono::milliseconds lookEach{5};
// So many files are open at the same time; small ones are done between two looks.
constexpr std::size_t filesPerWorker = 4;

/// What is kept of a file: its peaks are not, which of many files would be too much.
struct FilePeaks {
    PeakProgress progress;
    double rate = 0;
    std::vector<double> peak; ///< of each channel, linear
    std::string picture;
};

double secondsOf(const FilePeaks& result) {
    return result.rate > 0 ? static_cast<double>(result.progress.frames) / result.rate : 0;
}

class PeaksRun {
public:
    PeaksRun(const PeaksOptions& options, Console& console, StopSignal& stop)
        : options_(options), console_(console), stop_(stop), line_(console, options.quiet),
          pool_(threadsFor(options)), cache_(pool_, options.cache), results_(options.files.size()),
          width_(outputColumns()) {}
    Result<Outcome> run();

private:
    struct Running {
        std::size_t index;
        session::PeakJob job;
    };
    static task::PoolOptions threadsFor(const PeaksOptions& options);
    void perform();
    void openMore();
    void collect();
    void showProgress();
    Outcome tell() const;
    std::string describe() const;
    std::string toJson() const;

    const PeaksOptions& options_;
    Console& console_;
    StopSignal& stop_;
    ProgressLine line_;
    task::Pool pool_;
    const session::PeakCache cache_;
    std::vector<FilePeaks> results_; ///< of each file
    std::list<Running> running_;     ///< after the pool
    std::size_t opened_ = 0;
    const std::size_t width_;
};

task::PoolOptions PeaksRun::threadsFor(const PeaksOptions& options) {
    task::PoolOptions threads;
    threads.workers = std::min<std::uint32_t>(options.jobs, static_cast<std::uint32_t>(options.files.size()));
    threads.watched = false; // who reads a slow disk can do nothing about it
    return threads;
}

void PeaksRun::openMore() {
    while (opened_ < options_.files.size() && running_.size() < filesPerWorker * pool_.workers()) {
        running_.push_back({opened_, cache_.open(options_.files[opened_])});
        ++opened_;
    }
}

void PeaksRun::collect() {
    const auto take = [this](const Running& running) {
        if (!running.job.wait(concurrency::Deadline::immediately()))
            return false;
        auto& result = results_[running.index];
        result.progress = running.job.progress();
        if (const auto peaks = running.job.peaks()) {
            result.rate = peaks->rate();
            for (std::uint32_t channel = 0; channel < peaks->channelCount(); ++channel)
                result.peak.push_back(loudestOf(*peaks, channel));
            if (options_.picture && !options_.json && !options_.quiet)
                result.picture = drawChannels(*peaks, width_);
        }
        return true;
    };
    running_.remove_if(take);
}

void PeaksRun::perform() {
    bool stopped = false;
    openMore();
    while (!running_.empty()) {
        static_cast<void>(running_.front().job.wait(concurrency::Deadline::in(lookEach)));
        collect();
        if (!stopped && stop_.requested()) {
            stopped = true;
            for (auto& running : running_)
                running.job.cancel();
        }
        if (!stopped)
            openMore();
        showProgress();
    }
    for (; opened_ < results_.size(); ++opened_)
        results_[opened_].progress.state = PeakState::cancelled;
}

void PeaksRun::showProgress() {
    if (!line_.due())
        return;
    const auto done = opened_ - running_.size();
    auto share = static_cast<double>(done);
    for (const auto& running : running_)
        if (const auto progress = running.job.progress(); progress.frameCount > 0)
            share += static_cast<double>(progress.frames) / static_cast<double>(progress.frameCount);
    const auto all = results_.size();
    line_.show(progressBar(share / static_cast<double>(all)) + " of " + counted(all, "file") + ", " +
               std::to_string(done) + " done");
}

/// Says on standard error what went wrong.
Outcome PeaksRun::tell() const {
    auto outcome = Outcome::done;
    std::size_t ready = 0;
    bool cancelled = false;
    for (const auto& [progress, rate, peak, picture] : results_) {
        if (progress.failure)
            console_.complain(progress.failure->text);
        ready += progress.state == PeakState::ready ? 1U : 0U;
        cancelled = cancelled || progress.state == PeakState::cancelled;
        if (!progress.stored)
            outcome = Outcome::incomplete;
    }
    if (cancelled)
        console_.complain("The work was stopped before its end, when " + std::to_string(ready) + " of " +
                          counted(results_.size(), "file") + " had peaks; start it again for the others.");
    return outcome;
}

std::string PeaksRun::describe() const {
    std::string text;
    std::size_t ready = 0;
    std::size_t cached = 0;
    for (std::size_t index = 0; index < results_.size(); ++index) {
        const auto& result = results_[index];
        const auto& progress = result.progress;
        const auto file = "'" + options_.files[index].string() + "'";
        if (progress.state != PeakState::ready) {
            text += file + (progress.state == PeakState::cancelled ? ": stopped\n" : ": failed\n");
            continue;
        }
        ++ready;
        cached += progress.cached ? 1U : 0U;
        std::array<char, 64> rate{};
        std::snprintf(rate.data(), rate.size(), " frames at %g Hz, ", result.rate);
        text += file + ": " + clockTime(secondsOf(result)) + " (" + std::to_string(progress.frames) +
                rate.data() + counted(result.peak.size(), "channel") + "), peak " + decibels(result.peak) +
                " dBFS, " +
                (progress.cached   ? "from the cache"
                 : progress.stored ? "computed"
                                   : "computed, not stored") +
                "\n" + result.picture;
    }
    return text + std::to_string(ready) + " of " + counted(results_.size(), "file") + ", " +
           std::to_string(cached) + " from the cache\n";
}

std::string PeaksRun::toJson() const {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t index = 0; index < results_.size(); ++index) {
        const auto& result = results_[index];
        nlohmann::ordered_json json{
            {"file", options_.files[index].string()}, {"cache", cache_.cacheOf(options_.files[index]).string()},
            {"state", name(result.progress.state)},   {"cached", result.progress.cached},
            {"stored", result.progress.stored},       {"rate", result.rate},
            {"channels", result.peak.size()},         {"frames", result.progress.frames},
            {"seconds", secondsOf(result)},           {"peak", roundedDecibels(result.peak)}};
        if (result.progress.failure)
            json["failure"] = result.progress.failure->text;
        list.push_back(std::move(json));
    }
    return jsonText(list);
}

Result<Outcome> PeaksRun::run() {
    perform();
    console_.clearLine();
    const auto text = options_.json ? toJson() : options_.quiet ? std::string() : describe();
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
    return tell();
}

} // namespace

Result<Outcome> makePeaks(const PeaksOptions& options, Console& console, StopSignal& stop) {
    std::error_code ignored;
    if (!options.cache.empty() && !std::filesystem::is_directory(options.cache, ignored))
        return base::fail(base::ErrorCode::notFound, "A folder was expected for --cache, and '" +
                                                         options.cache.string() +
                                                         "' is none; make it, or leave --cache out.");
    return PeaksRun(options, console, stop).run();
}

} // namespace rondo::host
