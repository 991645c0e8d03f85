// SPDX-License-Identifier: GPL-3.0-only
#include "render_batch.h"

#include "graph_programme.h"
#include "json_text.h"
#include "progress_line.h"
#include "render_command.h"
#include "render_targets.h"
#include "summary.h"
#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/render/file_render.h>
#include <rondo/session/render/graph_render.h>
#include <rondo/session/render/render_queue.h>

namespace rondo::host {
namespace {

using base::Result;
using session::RenderProgress;
using session::RenderQueue;
using session::RenderState;
using Source = Result<std::unique_ptr<session::RenderSource>>;

constexpr std::chrono::milliseconds lookEach{50};

/// What each input needs before its turn comes.
struct Preparation {
    RenderReads reads;
    RenderQueue::MakeSource makeSource;
};

class RenderBatch {
public:
    RenderBatch(const RenderOptions& options, Console& console, StopSignal& stop)
        : options_(options), targets_(options.targets), console_(console), stop_(stop),
          line_(console, options.quiet) {}
    Result<Outcome> run();

private:
    Result<void> prepare();
    Preparation prepareGraph(const std::filesystem::path& file) const;
    Preparation prepareSound(const std::filesystem::path& file) const;
    void perform();
    void look(const std::vector<session::RenderJob>& jobs);
    Outcome tell() const;
    void print() const;
    std::string describe() const;
    std::string toJson() const;

    const RenderOptions& options_;
    const std::vector<RenderTarget>& targets_;
    Console& console_;
    StopSignal& stop_;
    ProgressLine line_;
    std::vector<Preparation> preparations_;
    std::vector<RenderProgress> results_; ///< of each target
};

double secondsOf(const RenderProgress& progress) {
    return progress.rate > 0 ? static_cast<double>(progress.frames) / progress.rate : 0;
}

bool ended(const RenderProgress& progress) {
    return progress.state != RenderState::waiting && progress.state != RenderState::rendering;
}

std::vector<double> peaksOf(const RenderProgress& progress) {
    return {progress.peak.begin(), progress.peak.end()};
}

std::string speed(double seconds, double elapsed, const char* pattern) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), pattern, elapsed > 0 ? seconds / elapsed : 0.0);
    return text.data() + std::string(" times as fast as they play");
}

Preparation RenderBatch::prepareGraph(const std::filesystem::path& file) const {
    auto loaded = loadEndingGraph(file, options_.seconds.has_value());
    if (!loaded)
        return {{file, {file}}, [error = loaded.error()]() -> Source { return tl::unexpected(error); }};
    auto reads = filesOf(*loaded, file);
    session::GraphRenderOptions target{file, options_.rate, options_.seconds, options_.gain};
    return {{file, std::move(reads)}, [description = std::move(*loaded), target = std::move(target)] {
                return session::makeGraphRender(description, target);
            }};
}

Preparation RenderBatch::prepareSound(const std::filesystem::path& file) const {
    session::FileRenderOptions target{file, options_.rate, options_.seconds, options_.gain, options_.loop};
    return {{file, {file}}, [target = std::move(target)]() mutable -> Source {
                if (target.rate == 0) {
                    const auto reader = session::AudioFileReader::open(target.file);
                    if (!reader)
                        return tl::unexpected(reader.error());
                    target.rate = std::max(reader->rate(), lowestRenderRate);
                }
                return session::makeFileRender(target);
            }};
}

/// All that can be wrong with them together is found before the first begins.
Result<void> RenderBatch::prepare() {
    std::error_code ignored;
    if (!std::filesystem::is_directory(options_.output, ignored))
        return base::fail(base::ErrorCode::notFound, "A folder was expected to render " +
                                                         counted(options_.files.size(), "file") +
                                                         " into, and '" + options_.output.string() +
                                                         "' is none; make it, or name another.");
    std::vector<RenderReads> reads;
    for (const auto& target : targets_) {
        preparations_.push_back(session::looksLikeGraph(target.input) ? prepareGraph(target.input)
                                                                      : prepareSound(target.input));
        reads.push_back(preparations_.back().reads);
    }
    return checkNoneIsRead(targets_, reads);
}

void RenderBatch::perform() {
    task::PoolOptions threads;
    threads.workers = std::min<std::uint32_t>(options_.jobs, static_cast<std::uint32_t>(targets_.size()));
    threads.watched = false; // who renders a heavy graph can do nothing about it
    task::Pool pool(threads);
    session::RenderQueueOptions rendering;
    if (options_.blockFrames != 0)
        rendering.blockFrames = options_.blockFrames;
    RenderQueue queue(pool, rendering);
    std::vector<session::RenderJob> jobs;
    for (std::size_t index = 0; index < targets_.size(); ++index) {
        session::AudioFileWriterOptions target;
        target.path = targets_[index].output;
        target.format = *session::formatForPath(target.path, options_.bits);
        target.inputs = preparations_[index].reads.files;
        jobs.push_back(queue.add(std::move(target), std::move(preparations_[index].makeSource)));
    }
    bool stopped = false;
    for (const auto& job : jobs)
        for (bool done = false; !done;) {
            done = job.wait(concurrency::Deadline::in(lookEach));
            if (!stopped && stop_.requested()) {
                stopped = true;
                std::ranges::for_each(jobs, &session::RenderJob::cancel);
            }
            look(jobs);
        }
    for (const auto& job : jobs)
        results_.push_back(job.progress());
}

void RenderBatch::look(const std::vector<session::RenderJob>& jobs) {
    if (!line_.due())
        return;
    double share = 0;
    double seconds = 0;
    std::size_t done = 0;
    for (const auto& job : jobs) {
        const auto progress = job.progress();
        seconds += secondsOf(progress);
        if (ended(progress)) {
            ++done;
            share += 1;
        } else if (progress.frameCount > 0) {
            share += static_cast<double>(progress.frames) / static_cast<double>(progress.frameCount);
        }
    }
    line_.show(progressBar(share / static_cast<double>(jobs.size())) + " of " + counted(jobs.size(), "file") +
               ", " + std::to_string(done) + " done, " + speed(seconds, line_.elapsed(), "%.0f"));
}

/// Says on standard error what went wrong.
Outcome RenderBatch::tell() const {
    auto outcome = Outcome::done;
    std::size_t cancelled = 0;
    std::size_t finished = 0;
    for (const auto& result : results_) {
        for (const auto& notice : result.notices)
            console_.complain(notice);
        if (result.failure)
            console_.complain(result.failure->text);
        cancelled += result.state == RenderState::cancelled ? 1U : 0U;
        finished += result.state == RenderState::finished ? 1U : 0U;
        if (result.state != RenderState::finished || result.cutOff)
            outcome = Outcome::incomplete;
    }
    if (cancelled > 0)
        console_.complain("The rendering was stopped before its end, when " + std::to_string(finished) +
                          " of " + counted(results_.size(), "file") + " " + (finished == 1 ? "was" : "were") +
                          " written; start it again for the others.");
    return outcome;
}

std::string RenderBatch::describe() const {
    std::string text;
    double seconds = 0;
    std::size_t finished = 0;
    for (std::size_t index = 0; index < results_.size(); ++index) {
        const auto& result = results_[index];
        const auto input = "'" + targets_[index].input.string() + "'";
        if (result.state != RenderState::finished) {
            text +=
                std::string(result.state == RenderState::cancelled ? "stopped  " : "failed   ") + input + "\n";
            continue;
        }
        ++finished;
        seconds += secondsOf(result);
        std::array<char, 64> rate{};
        std::snprintf(rate.data(), rate.size(), " frames at %g Hz, ", result.rate);
        text +=
            "rendered " + input + " to '" + targets_[index].output.string() +
            "': " + clockTime(secondsOf(result)) + " (" + std::to_string(result.frames) + rate.data() +
            counted(result.peak.size(), "channel") + "), peak " + decibels(peaksOf(result)) + " dBFS" +
            (result.clippedSamples > 0 ? ", " + counted(result.clippedSamples, "sample") + " clipped" : "") +
            "\n";
    }
    return text + std::to_string(finished) + " of " + counted(results_.size(), "file") + ", " +
           clockTime(seconds) + " of sound, " + speed(seconds, line_.elapsed(), "%.1f") + "\n";
}

std::string RenderBatch::toJson() const {
    auto list = nlohmann::ordered_json::array();
    for (std::size_t index = 0; index < results_.size(); ++index) {
        const auto& result = results_[index];
        nlohmann::ordered_json json{{"file", targets_[index].input.string()},
                                    {"output", targets_[index].output.string()},
                                    {"state", name(result.state)},
                                    {"rate", result.rate},
                                    {"channels", result.peak.size()},
                                    {"frames", result.frames},
                                    {"seconds", secondsOf(result)},
                                    {"peak", roundedDecibels(peaksOf(result))},
                                    {"clippedSamples", result.clippedSamples},
                                    {"cutOff", result.cutOff},
                                    {"notices", result.notices}};
        if (result.failure)
            json["failure"] = result.failure->text;
        list.push_back(std::move(json));
    }
    return jsonText(list);
}

void RenderBatch::print() const {
    const auto text = options_.json ? toJson() : options_.quiet ? std::string() : describe();
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

Result<Outcome> RenderBatch::run() {
    if (auto prepared = prepare(); !prepared)
        return tl::unexpected(prepared.error());
    perform();
    console_.clearLine();
    print();
    return tell();
}

} // namespace

Result<Outcome> renderBatch(const RenderOptions& options, Console& console, StopSignal& stop) {
    return RenderBatch(options, console, stop).run();
}

} // namespace rondo::host
