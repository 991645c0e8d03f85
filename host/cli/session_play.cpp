// SPDX-License-Identifier: GPL-3.0-only
#include "session_play.h"

#include "guard_watch.h"
#include "summary.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <host/player/memory_lock.h>
#include <rondo/base/clock.h>
#include <rondo/device/device_list.h>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::chrono::milliseconds step{50};
constexpr double terminalInterval = 0.1;
constexpr double plainInterval = 5.0;
constexpr double longestTail = 10; ///< s that inserts may sound on after the last file
constexpr float inaudible = 1e-4F; ///< -80 dBFS

/// One performance of a session.
class SessionPerformance {
public:
    SessionPerformance(const PlayOptions& options, Console& console, StopSignal& stop)
        : options_(options), console_(console), stop_(stop), guard_(options.realtimeCheck) {}
    Result<Outcome> run();

private:
    Result<void> check() const;
    Result<void> open();
    bool finished();
    void watch();
    void showLine();
    void conclude();

    const PlayOptions& options_;
    Console& console_;
    StopSignal& stop_;
    GuardWatch guard_;
    SessionStage stage_;
    Summary summary_;
    double began_ = 0;
    double nextLine_ = 0;
    std::optional<double> ended_; ///< when the last file was over
};

Result<void> SessionPerformance::check() const {
    const auto refuse = [](const std::string& what) {
        return fail(ErrorCode::unsupported, "A session " + what);
    };
    if (options_.files.size() > 1)
        return refuse("is played alone, and " + std::to_string(options_.files.size()) +
                      " files were given; leave the others out.");
    if (!options_.inserts.plugins.empty())
        return refuse("has its own inserts, and --insert was given too; add the plugin to the session.");
    if (!options_.trace.empty())
        return refuse("cannot be traced; its late blocks are named in the summary. Leave --trace out.");
    return {};
}

Result<void> SessionPerformance::open() {
    if (auto checked = check(); !checked)
        return checked;
    if (auto loaded = stage_.load(options_.files.front(), options_.inserts.cache); !loaded)
        return loaded;
    auto edited = stage_.history().edit("Play", [&](SessionDocument& session) {
        session.view.change([](SessionView& view) { view.position = {}; });
        if (options_.loop)
            session.loop.change([](LoopSettings& loop) { loop.looping = true; });
        session.master.change([&](MasterSettings& master) { master.gain.value += options_.gain; });
    });
    if (!edited)
        return edited;
    auto& player = stage_.start(
        [this](device::StreamRequest request) {
            if (!options_.device.empty())
                request.device = options_.device;
            if (options_.rate != 0)
                request.rate = options_.rate;
            if (options_.blockFrames != 0)
                request.blockFrames = options_.blockFrames;
            return device::openDevice(request);
        },
        false);
    if (auto opened = player.open(); !opened)
        return opened;
    return player.play();
}

Result<Outcome> SessionPerformance::run() {
    began_ = base::monotonicSeconds();
    if (auto opened = open(); !opened)
        return tl::unexpected(opened.error());
    if (!lockMemory() && options_.realtimeCheck != concurrency::RealtimeCheck::off && !options_.quiet)
        console_.say(
            "note: memory could not be locked, so expect a few page faults; raise the limit 'memlock' for "
            "this user");
    const auto report = stage_.player().deviceReport();
    if (!options_.quiet)
        console_.say("playing '" + options_.files.front().string() + "' on " + report.format.device);
    bool incomplete = false;
    while (!finished()) {
        stage_.attend();
        watch();
        for (const auto& notice : stage_.player().takeNotices()) {
            console_.complain(notice);
            incomplete = true;
        }
        stop_.wait(step);
    }
    const auto trouble = stage_.player().deviceReport().trouble;
    conclude();
    if (summary_.end == "lost")
        return fail(ErrorCode::lost, trouble);
    return incomplete ? Outcome::incomplete : Outcome::done;
}

bool SessionPerformance::finished() {
    auto& player = stage_.player();
    const auto transport = player.transport();
    const double now = base::monotonicSeconds();
    if (transport.ended && !ended_)
        ended_ = now;
    const auto& levels = player.levels();
    const bool quiet = levels.peak[0] < inaudible && levels.peak[1] < inaudible;
    if (!player.deviceReport().open)
        summary_.end = "lost";
    else if (stop_.requested())
        summary_.end = "stop";
    else if (options_.seconds && now - began_ >= *options_.seconds)
        summary_.end = "time";
    else if (ended_ && (quiet || now - *ended_ > longestTail))
        summary_.end = "end";
    return !summary_.end.empty();
}

void SessionPerformance::watch() {
    const auto& levels = stage_.player().levels();
    summary_.peak.resize(levels.width);
    summary_.loudestRms.resize(levels.width);
    for (std::size_t channel = 0; channel < levels.width; ++channel) {
        summary_.peak[channel] = static_cast<double>(levels.highest[channel]);
        summary_.loudestRms[channel] =
            std::max(summary_.loudestRms[channel], static_cast<double>(levels.rms[channel]));
    }
    if (summary_.firstSoundSeconds < 0 && stage_.player().transport().position.value > 0)
        summary_.firstSoundSeconds = base::monotonicSeconds() - began_;
    guard_.collect();
    if (!options_.quiet && base::monotonicSeconds() >= nextLine_)
        showLine();
}

void SessionPerformance::showLine() {
    nextLine_ = base::monotonicSeconds() + (console_.isTerminal() ? terminalInterval : plainInterval);
    auto& player = stage_.player();
    const auto transport = player.transport();
    const auto& levels = player.levels();
    const std::vector<double> peak(levels.peak.begin(), levels.peak.begin() + levels.width);
    const std::vector<double> rms(levels.rms.begin(), levels.rms.begin() + levels.width);
    const auto stream = player.deviceReport().stream;
    std::array<char, 64> tail{};
    std::snprintf(tail.data(), tail.size(), "  load %4.1f %%  xruns %llu", 100 * stream.load,
                  static_cast<unsigned long long>(stream.overruns + stream.underruns));
    console_.live(clockTime(transport.position.value) +
                  (transport.length ? "/" + clockTime(transport.length->value) : "") + "  peak " +
                  decibels(peak) + "  rms " + decibels(rms) + " dBFS" + tail.data());
}

void SessionPerformance::conclude() {
    watch();
    const auto report = stage_.player().deviceReport();
    summary_.what = "'" + options_.files.front().string() + "'";
    summary_.format = report.format;
    summary_.stream = report.stream;
    summary_.frames = static_cast<std::int64_t>(report.stream.frames);
    summary_.meanLoad = report.stream.load;
    summary_.fileUnderruns = stage_.player().transport().underruns;
    summary_.missed = MissSummary{report.missed, report.culprits.empty() ? "" : report.culprits.front(), ""};
    summary_.elapsedSeconds = base::monotonicSeconds() - began_;
    stage_.player().close();
    guard_.collect();
    summary_.guard = guard_.summary();
    print(summary_, options_.json, options_.quiet, console_);
}

} // namespace

Result<Outcome> playSession(const PlayOptions& options, Console& console, StopSignal& stop) {
    return SessionPerformance(options, console, stop).run();
}

} // namespace rondo::host
