// SPDX-License-Identifier: GPL-3.0-only
#include "play_command.h"

#include "flight_watch.h"
#include "graph_programme.h"
#include "guard_watch.h"
#include "plugin_rack.h"
#include "programme.h"
#include "session_play.h"
#include "summary.h"
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <host/player/memory_lock.h>
#include <rondo/base/clock.h>
#include <rondo/device/device_list.h>
#include <rondo/nodes/gain_node.h>
#include <rondo/session/file/audio_file_reader.h>

namespace rondo::host {
namespace {

using base::Result;
constexpr std::chrono::milliseconds step{50};
constexpr double terminalInterval = 0.1;
constexpr double plainInterval = 5.0;
constexpr double secondsReadAhead = 0.25;

/// One performance on one device.
class Player {
public:
    Player(const PlayOptions& options, Console& console, StopSignal& stop)
        : options_(options), console_(console), stop_(stop), guard_(options.realtimeCheck),
          flight_(options.trace) {}

    Result<Outcome> run();

private:
    Result<void> open();
    Result<session::GraphDescription> loadGraphAlone() const;
    Result<void> fadeBeforeLimit();
    void perform();
    bool finished();
    void watch();
    void showLine(double now);
    void say(const std::string& text) {
        if (!options_.quiet)
            console_.say(text);
    }
    void tellNotices();
    void tellTrace(const Result<void>& written);
    void waitForTail();
    void conclude();
    double rate() const { return engine_->device().format().rate; }

    const PlayOptions& options_;
    Console& console_;
    StopSignal& stop_;
    GuardWatch guard_;
    FlightWatch flight_;
    PluginRack rack_; // before the engine: its plugins go after the graph
    std::unique_ptr<Programme> programme_;
    std::unique_ptr<runtime::Engine> engine_; // after the programme: its callback goes first
    Summary summary_;
    std::optional<std::int64_t> limit_; ///< frames that `--seconds` are
    std::size_t noticesTold_ = 0;
    double nextLine_ = 0;
    double nextLoad_ = 1;
    double loadSum_ = 0;
    int loadCount_ = 0;
};

Result<session::GraphDescription> Player::loadGraphAlone() const {
    if (options_.files.size() > 1)
        return base::fail(base::ErrorCode::unsupported, "A graph is played alone, and " +
                                                            std::to_string(options_.files.size()) +
                                                            " files were given; leave the others out.");
    return loadSoundingGraph(options_.files.front());
}

Result<void> Player::open() {
    // A bad file is told before a device is opened.
    std::optional<session::GraphDescription> described;
    if (std::ranges::any_of(options_.files, session::looksLikeGraph)) {
        auto loaded = loadGraphAlone();
        if (!loaded)
            return tl::unexpected(loaded.error());
        described = std::move(*loaded);
    }
    for (const auto& file : described ? std::vector<std::filesystem::path>{} : options_.files)
        if (const auto reader = session::AudioFileReader::open(file); !reader)
            return tl::unexpected(reader.error());
    device::StreamRequest request;
    request.device = options_.device;
    request.rate = options_.rate;
    request.blockFrames = options_.blockFrames;
    if (described) {
        request.inputChannels = described->inputs;
        request.outputChannels = described->outputs;
    }
    auto device = device::openDevice(request);
    if (!device)
        return tl::unexpected(device.error());
    runtime::EngineOptions engineOptions;
    engineOptions.gain = {options_.gain};
    if (described)
        engineOptions.eventCapacity = eventsFor(*described);
    engine_ = std::make_unique<runtime::Engine>(std::move(*device), engineOptions);
    if (described)
        programme_ = makeGraphProgramme(std::move(*described), options_.files.front(),
                                        options_.loop || options_.seconds.has_value());
    else
        programme_ = options_.files.empty() ? makeDemoProgramme(options_.loop)
                                            : makeFileProgramme(options_.files, options_.loop);
    const auto output = rack_.build(*engine_, options_.inserts, false);
    if (!output)
        return tl::unexpected(output.error());
    if (auto built = programme_->build(*engine_, *output); !built)
        return built;
    programme_->prepareFor(static_cast<std::size_t>(secondsReadAhead * rate()));
    programme_->feed(0);
    return fadeBeforeLimit();
}

/// Silent at the last frame exactly, however late this thread notices.
Result<void> Player::fadeBeforeLimit() {
    if (!options_.seconds)
        return {};
    const auto fade = base::toFrames(runtime::EngineOptions{}.fade, rate()).value;
    limit_ = std::max(base::toFrames({*options_.seconds}, rate()).value, fade);
    return engine_->graph().setParameterAt(*limit_ - fade, engine_->master(), nodes::GainNode::gain,
                                           base::Decibels::silence);
}

Result<Outcome> Player::run() {
    const double start = base::monotonicSeconds();
    if (auto opened = open(); !opened)
        return tl::unexpected(opened.error());
    tellNotices();
    if (!lockMemory() && options_.realtimeCheck != concurrency::RealtimeCheck::off)
        say("note: memory could not be locked, so expect a few page faults; raise the limit 'memlock' for this "
            "user");
    if (auto started = engine_->start(); !started)
        return tl::unexpected(started.error());
    const auto& format = engine_->device().format();
    if (const auto notice = engine_->device().notice(); !notice.empty())
        say("note: " + notice);
    const auto frames = programme_->frameCount();
    say("playing " + programme_->description() +
        (frames > 0 ? ", " + clockTime(static_cast<double>(frames) / rate()) : "") + " on " + format.device);
    while (engine_->position() == 0 && !engine_->lost() && base::monotonicSeconds() < start + 5 &&
           !stop_.requested())
        stop_.wait(std::chrono::milliseconds{1});
    if (engine_->position() > 0)
        summary_.firstSoundSeconds = base::monotonicSeconds() - start;
    perform();
    summary_.elapsedSeconds = base::monotonicSeconds() - start;
    conclude();
    if (const auto failure = programme_->failure())
        return tl::unexpected(*failure);
    if (const auto lost = engine_->lost())
        return tl::unexpected(*lost);
    return programme_->cutOff() ? Outcome::incomplete : Outcome::done;
}

/// Plays to one of the ends and stops the device.
void Player::perform() {
    while (!finished()) {
        programme_->feed(engine_->position());
        rack_.attend();
        watch();
        tellNotices();
        stop_.wait(step);
    }
    if (summary_.end == "end")
        waitForTail();
    else if (summary_.end == "stop" || summary_.end == "failure")
        engine_->fadeOut();
    watch();
    summary_.frames = std::min(engine_->position(), limit_.value_or(INT64_MAX));
    engine_->stop();
}

bool Player::finished() {
    if (engine_->lost())
        summary_.end = "lost";
    else if (stop_.requested())
        summary_.end = "stop";
    else if (engine_->position() >= limit_.value_or(INT64_MAX))
        summary_.end = "time";
    else if (programme_->ended())
        summary_.end = programme_->failure() ? "failure" : "end";
    return !summary_.end.empty();
}

/// The last frame has been handed over; it is heard when the device has played what it holds.
void Player::waitForTail() {
    const auto& format = engine_->device().format();
    const auto until = engine_->position() + format.outputLatency + format.blockFrames;
    const double deadline = base::monotonicSeconds() + 2;
    while (engine_->position() < until && !engine_->lost() && base::monotonicSeconds() < deadline)
        stop_.wait(std::chrono::milliseconds{2});
}

void Player::watch() {
    const double now = static_cast<double>(engine_->position()) / rate();
    const auto& levels = engine_->levels();
    summary_.peak.resize(levels.width);
    summary_.loudestRms.resize(levels.width);
    for (std::size_t channel = 0; channel < levels.width; ++channel) {
        summary_.peak[channel] = static_cast<double>(levels.highest[channel]);
        summary_.loudestRms[channel] =
            std::max(summary_.loudestRms[channel], static_cast<double>(levels.rms[channel]));
    }
    if (now >= nextLoad_) {
        loadSum_ += engine_->device().statistics().load;
        ++loadCount_;
        nextLoad_ = now + 1;
    }
    guard_.collect();
    tellTrace(flight_.collect(*engine_, now));
    if (!options_.quiet && now >= nextLine_)
        showLine(now);
}

void Player::showLine(double now) {
    nextLine_ = now + (console_.isTerminal() ? terminalInterval : plainInterval);
    const auto& levels = engine_->levels();
    std::vector<double> peak(levels.peak.begin(), levels.peak.begin() + levels.width);
    std::vector<double> rms(levels.rms.begin(), levels.rms.begin() + levels.width);
    const auto statistics = engine_->device().statistics();
    const auto frames = programme_->frameCount();
    std::array<char, 64> tail{};
    std::snprintf(tail.data(), tail.size(), "  load %4.1f %%  xruns %llu", 100 * statistics.load,
                  static_cast<unsigned long long>(statistics.overruns + statistics.underruns));
    console_.live(clockTime(now) + (frames > 0 ? "/" + clockTime(static_cast<double>(frames) / rate()) : "") +
                  "  peak " + decibels(peak) + "  rms " + decibels(rms) + " dBFS" +
                  tail.data()); // 80 columns for stereo
}

void Player::tellNotices() {
    const auto notices = programme_->notices();
    for (; noticesTold_ < notices.size(); ++noticesTold_)
        console_.complain(notices[noticesTold_]);
    for (const auto& notice : rack_.notices())
        console_.complain(notice);
}

void Player::tellTrace(const Result<void>& written) {
    if (!written)
        console_.complain(written.error().text);
}

void Player::conclude() {
    tellNotices();
    guard_.collect();
    tellTrace(flight_.finish(*engine_));
    summary_.missed = flight_.summary();
    summary_.what = programme_->description();
    summary_.format = engine_->device().format();
    summary_.stream = engine_->device().statistics();
    summary_.meanLoad = loadCount_ > 0 ? loadSum_ / loadCount_ : summary_.stream.load;
    summary_.blocksRefused = engine_->blocksRefused();
    summary_.fileUnderruns = programme_->fileUnderruns();
    summary_.guard = guard_.summary();
    print(summary_, options_.json, options_.quiet, console_);
}

} // namespace

Result<Outcome> play(const PlayOptions& options, Console& console, StopSignal& stop) {
    if (std::ranges::any_of(options.files, isSessionFile))
        return playSession(options, console, stop);
    return Player(options, console, stop).run();
}

} // namespace rondo::host
