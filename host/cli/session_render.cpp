// SPDX-License-Identifier: GPL-3.0-only
#include "session_render.h"

#include "progress_line.h"
#include "render_command.h"
#include "summary.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <rondo/device/offline/offline_device.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/audio_file_writer.h>

namespace rondo::host {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::uint32_t channels = 2;
constexpr double usualRate = 48000;
constexpr double settling = 1;     ///< s of silence before the beginning: what moves when it starts has arrived
constexpr double longestTail = 10; ///< s that inserts may sound on after the last file
constexpr double quietFor = 0.5;   ///< s of silence that end a tail
constexpr double inaudible = 3e-5; ///< -90 dBFS

/// One rendering of a session.
class SessionRendering {
public:
    SessionRendering(const RenderOptions& options, Console& console, StopSignal& stop)
        : options_(options), console_(console), stop_(stop), line_(console, options.quiet) {}
    Result<Outcome> run();

private:
    Result<void> check() const;
    double chosenRate();
    Result<void> open();
    Result<void> openWriter();
    Result<void> skip(std::int64_t frames);
    Result<void> perform();
    Result<void> take(audio::ConstAudioBlock block);
    bool over() const;
    void showProgress();
    void conclude();
    std::int64_t frames(double seconds) const {
        return base::toFrames({seconds}, device_->format().rate).value;
    }

    const RenderOptions& options_;
    Console& console_;
    StopSignal& stop_;
    ProgressLine line_;
    device::OfflineDevice* device_ = nullptr; ///< the player's
    SessionStage stage_;
    std::optional<session::AudioFileWriter> writer_;
    std::int64_t length_ = 0; ///< of the files, in frames
    std::int64_t limit_ = 0;  ///< with the longest tail
    std::int64_t played_ = 0;
    std::int64_t written_ = 0;
    std::int64_t quiet_ = 0;     ///< frames behind the files that nobody hears
    std::vector<float> waiting_; ///< not written yet: whether anything follows is not known
    std::vector<std::string> notices_;
    Summary summary_;
};

Result<void> SessionRendering::check() const {
    const auto refuse = [](const std::string& what) {
        return fail(ErrorCode::unsupported, "A session " + what);
    };
    if (options_.files.size() > 1 || !options_.targets.empty())
        return refuse("is rendered alone, into one file; name it with -o.");
    if (!options_.inserts.plugins.empty())
        return refuse("has its own inserts, and --insert was given too; add the plugin to the session.");
    return {};
}

double SessionRendering::chosenRate() {
    const auto& document = stage_.history().document();
    if (options_.rate != 0)
        return options_.rate;
    if (document.devices->rate)
        return *document.devices->rate;
    if (!document.source->files.empty())
        if (const auto reader = session::AudioFileReader::open(document.source->files.front().path))
            return std::max(reader->rate(), lowestRenderRate);
    return usualRate;
}

Result<void> SessionRendering::open() {
    if (auto checked = check(); !checked)
        return checked;
    if (auto loaded = stage_.load(options_.files.front(), options_.inserts.cache); !loaded)
        return loaded;
    const auto& document = stage_.history().document();
    if (document.source->kind == SourceKind::input && !options_.seconds)
        return fail(ErrorCode::unsupported,
                    "The session plays the live input, which has no end and is silent in a "
                    "rendering; open a file in it, or say --seconds.");
    auto edited = stage_.history().edit("Render", [&](SessionDocument& session) {
        session.loop.change([](LoopSettings& loop) { loop.looping = false; });
        session.master.change([&](MasterSettings& master) { master.gain.value += options_.gain; });
    });
    if (!edited)
        return edited;
    auto& player = stage_.start(
        [this](const device::StreamRequest&) -> Result<std::unique_ptr<device::AudioDevice>> {
            device::StreamRequest request;
            request.rate = chosenRate();
            request.blockFrames = options_.blockFrames;
            request.outputChannels = channels;
            auto device = device::OfflineDevice::open(request);
            if (!device)
                return tl::unexpected(device.error());
            device_ = device->get();
            return std::unique_ptr<device::AudioDevice>(*std::move(device));
        },
        true);
    if (auto opened = player.open(); !opened)
        return opened;
    const auto transport = player.transport();
    if (!transport.trouble.empty())
        return fail(ErrorCode::notFound, transport.trouble);
    if (!transport.length && !options_.seconds)
        return fail(
            ErrorCode::unsupported,
            "A file of the session does not say how long it is; say how long to render with --seconds.");
    length_ = transport.length ? frames(transport.length->value) : INT64_MAX / 2;
    limit_ = length_ + frames(longestTail);
    if (options_.seconds)
        length_ = limit_ = std::min(length_, frames(*options_.seconds));
    return openWriter();
}

Result<void> SessionRendering::openWriter() {
    const auto format = session::formatForPath(options_.output, options_.bits);
    if (!format)
        return tl::unexpected(format.error());
    session::AudioFileWriterOptions target;
    target.path = options_.output;
    target.format = *format;
    target.rate = device_->format().rate;
    target.channelCount = channels;
    target.expectedFrames = limit_;
    for (const auto& file : stage_.history().document().source->files)
        target.inputs.push_back(file.path);
    auto writer = session::AudioFileWriter::open(std::move(target));
    if (!writer)
        return tl::unexpected(writer.error());
    writer_ = std::move(*writer);
    return {};
}

Result<void> SessionRendering::skip(std::int64_t count) {
    while (count > 0) {
        const auto block = std::min<std::int64_t>(count, device_->format().blockFrames);
        stage_.player().prepareFor(static_cast<std::size_t>(block));
        if (const auto ran = device_->run(block, {}); !ran)
            return tl::unexpected(ran.error());
        stage_.attend();
        count -= block;
    }
    return {};
}

bool SessionRendering::over() const {
    return played_ >= limit_ || (played_ >= length_ && quiet_ >= frames(quietFor));
}

Result<void> SessionRendering::take(audio::ConstAudioBlock block) {
    const auto count =
        static_cast<std::size_t>(std::clamp<std::int64_t>(limit_ - played_, 0, block.frameCount()));
    summary_.peak.resize(channels);
    for (std::size_t frame = 0; frame < count; ++frame, ++played_) {
        double loudest = 0;
        for (std::uint32_t channel = 0; channel < channels; ++channel) {
            const float sample = block.channel(channel)[frame];
            waiting_.push_back(sample);
            const auto amplitude = std::abs(static_cast<double>(sample));
            loudest = std::max(loudest, amplitude);
            summary_.peak[channel] = std::max(summary_.peak[channel], amplitude);
        }
        const bool heard = played_ < length_ || loudest >= inaudible;
        quiet_ = heard ? 0 : quiet_ + 1;
    }
    // The silence behind the last sound of a tail is not written.
    const auto sounding =
        waiting_.size() - std::min(waiting_.size(), static_cast<std::size_t>(quiet_) * channels);
    auto written = writer_->write(std::span(waiting_).first(sounding));
    written_ += static_cast<std::int64_t>(sounding / channels);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(sounding));
    return written;
}

Result<void> SessionRendering::perform() {
    auto& player = stage_.player();
    if (auto settled = skip(frames(settling)); !settled)
        return settled;
    const auto latency = player.latency();
    if (auto played = player.play(); !played)
        return played;
    if (auto late = skip(latency); !late)
        return late;
    const auto block = device_->format().blockFrames;
    const auto sink = [this](audio::ConstAudioBlock output) { return take(output); };
    while (!over()) {
        if (stop_.requested())
            return fail(ErrorCode::closed, "The rendering was stopped before its end, so '" +
                                               options_.output.string() + "' was not written; start it again.");
        const auto wanted = played_ < length_ ? std::min<std::int64_t>(block, length_ - played_) : block;
        player.prepareFor(block);
        if (const auto ran = device_->run(wanted, sink); !ran)
            return tl::unexpected(ran.error());
        stage_.attend();
        const auto& levels = player.levels();
        summary_.loudestRms.resize(levels.width);
        for (std::size_t channel = 0; channel < levels.width; ++channel)
            summary_.loudestRms[channel] =
                std::max(summary_.loudestRms[channel], static_cast<double>(levels.rms[channel]));
        showProgress();
    }
    return writer_->finish();
}

void SessionRendering::showProgress() {
    if (!line_.due())
        return;
    const double rate = device_->format().rate;
    const double speed = static_cast<double>(played_) / rate / std::max(line_.elapsed(), 1e-6);
    std::array<char, 160> line{};
    std::snprintf(
        line.data(), line.size(), "%s of %s, %.0f times as fast as it plays",
        progressBar(std::min(1.0, static_cast<double>(played_) / static_cast<double>(length_))).c_str(),
        clockTime(static_cast<double>(length_) / rate).c_str(), speed);
    line_.show(line.data());
}

void SessionRendering::conclude() {
    for (auto& notice : stage_.player().takeNotices())
        notices_.push_back(std::move(notice));
    for (const auto& notice : notices_)
        console_.complain(notice);
    summary_.what = "'" + options_.files.front().string() + "'";
    summary_.output = options_.output.string();
    summary_.format = device_->format();
    summary_.frames = written_;
    summary_.end = options_.seconds ? "time" : "end";
    summary_.stream = device_->statistics();
    summary_.meanLoad = summary_.stream.load;
    summary_.fileUnderruns = stage_.player().transport().underruns;
    summary_.clippedSamples = writer_->clippedSamples();
    summary_.elapsedSeconds = line_.elapsed();
    print(summary_, options_.json, options_.quiet, console_);
}

Result<Outcome> SessionRendering::run() {
    if (auto opened = open(); !opened)
        return tl::unexpected(opened.error());
    if (auto performed = perform(); !performed)
        return tl::unexpected(performed.error());
    conclude();
    stage_.player().close();
    return notices_.empty() ? Outcome::done : Outcome::incomplete;
}

} // namespace

Result<Outcome> renderSession(const RenderOptions& options, Console& console, StopSignal& stop) {
    return SessionRendering(options, console, stop).run();
}

} // namespace rondo::host
