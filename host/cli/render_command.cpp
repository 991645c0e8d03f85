// SPDX-License-Identifier: GPL-3.0-only
#include "render_command.h"

#include "graph_programme.h"
#include "plugin_rack.h"
#include "programme.h"
#include "progress_line.h"
#include "render_batch.h"
#include "session_render.h"
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
using base::Result;

constexpr double demoRate = 48000;

/// One rendering into one file.
class Renderer {
public:
    Renderer(const RenderOptions& options, Console& console, StopSignal& stop)
        : options_(options), console_(console), stop_(stop), line_(console, options.quiet) {
        if (!options.files.empty())
            file_ = options.files.front();
    }
    Result<Outcome> run();

private:
    Result<void> open();
    Result<void> openWriter(const session::AudioFileFormat& format);
    Result<void> perform();
    Result<void> take(audio::ConstAudioBlock block);
    std::int64_t wanted() const;
    void showProgress();
    void conclude();

    const RenderOptions& options_;
    Console& console_;
    StopSignal& stop_;
    ProgressLine line_;
    std::filesystem::path file_; ///< empty: the demo
    PluginRack rack_;            // before the engine: its plugins go after the graph
    std::unique_ptr<Programme> programme_;
    std::unique_ptr<runtime::Engine> engine_;   // after the programme: its callback goes first
    device::OfflineDevice* device_ = nullptr;   // the engine's
    std::vector<std::filesystem::path> inputs_; ///< files that the rendering reads
    std::optional<session::AudioFileWriter> writer_;
    std::optional<std::int64_t> length_;
    std::int64_t written_ = 0;
    std::vector<float> interleaved_;
    Summary summary_;
};

Result<void> Renderer::open() {
    const auto format = session::formatForPath(options_.output, options_.bits);
    if (!format)
        return tl::unexpected(format.error());
    device::StreamRequest request;
    request.rate = options_.rate != 0 ? options_.rate : demoRate;
    request.blockFrames = options_.blockFrames;
    std::optional<session::GraphDescription> described;
    if (session::looksLikeGraph(file_)) {
        auto loaded = loadEndingGraph(file_, options_.seconds.has_value());
        if (!loaded)
            return tl::unexpected(loaded.error());
        described = std::move(*loaded);
        inputs_ = filesOf(*described, file_);
        request.inputChannels = described->inputs;
        request.outputChannels = described->outputs;
        if (options_.rate == 0)
            request.rate = described->rate;
    } else if (!file_.empty()) {
        inputs_ = {file_};
        const auto reader = session::AudioFileReader::open(file_);
        if (!reader)
            return tl::unexpected(reader.error());
        request.outputChannels = reader->channelCount();
        if (options_.rate == 0)
            request.rate = std::max(reader->rate(), lowestRenderRate);
    }
    auto device = device::OfflineDevice::open(request);
    if (!device)
        return tl::unexpected(device.error());
    device_ = device->get();
    runtime::EngineOptions engineOptions;
    engineOptions.gain = {options_.gain};
    if (described)
        engineOptions.eventCapacity = eventsFor(*described);
    engine_ = std::make_unique<runtime::Engine>(std::move(*device), engineOptions);
    if (described)
        programme_ =
            makeGraphProgramme(std::move(*described), file_, options_.loop || options_.seconds.has_value());
    else
        programme_ =
            file_.empty() ? makeDemoProgramme(options_.loop) : makeFileProgramme({file_}, options_.loop);
    const auto output = rack_.build(*engine_, options_.inserts, true);
    if (!output)
        return tl::unexpected(output.error());
    if (auto built = programme_->build(*engine_, *output); !built)
        return built;
    return openWriter(*format);
}

Result<void> Renderer::openWriter(const session::AudioFileFormat& format) {
    const auto& stream = device_->format();
    session::AudioFileWriterOptions target;
    target.path = options_.output;
    target.format = format;
    target.rate = stream.rate;
    target.channelCount = stream.outputChannels;
    target.expectedFrames = wanted();
    target.inputs = inputs_;
    auto writer = session::AudioFileWriter::open(std::move(target));
    if (!writer)
        return tl::unexpected(writer.error());
    writer_ = std::move(*writer);
    return {};
}

/// Frames to write as far as known; -1 when only the end will tell.
std::int64_t Renderer::wanted() const {
    const auto frames = programme_->frameCount();
    if (!options_.seconds)
        return frames;
    const auto limit = base::toFrames({*options_.seconds}, device_->format().rate).value;
    return frames < 0 ? limit : std::min(limit, frames);
}

Result<void> Renderer::take(audio::ConstAudioBlock block) {
    if (!length_)
        length_ = programme_->ended();
    const auto limit =
        options_.seconds ? base::toFrames({*options_.seconds}, device_->format().rate).value : INT64_MAX;
    const auto left = std::min(length_.value_or(INT64_MAX), limit) - written_;
    const auto frames = static_cast<std::size_t>(std::clamp<std::int64_t>(left, 0, block.frameCount()));
    const auto channels = block.channelCount();
    interleaved_.resize(frames * channels);
    summary_.peak.resize(channels);
    for (std::uint32_t channel = 0; channel < channels; ++channel) {
        const auto samples = block.channel(channel).first(frames);
        for (std::size_t frame = 0; frame < frames; ++frame) {
            interleaved_[frame * channels + channel] = samples[frame];
            summary_.peak[channel] =
                std::max(summary_.peak[channel], std::abs(static_cast<double>(samples[frame])));
        }
    }
    written_ += static_cast<std::int64_t>(frames);
    return writer_->write(interleaved_);
}

Result<void> Renderer::perform() {
    const auto block = device_->format().blockFrames;
    const auto limit =
        options_.seconds ? base::toFrames({*options_.seconds}, device_->format().rate).value : INT64_MAX;
    const auto sink = [this](audio::ConstAudioBlock output) { return take(output); };
    while (!length_ && written_ < limit) {
        if (stop_.requested())
            return base::fail(ErrorCode::closed, "The rendering was stopped before its end, so '" +
                                                     options_.output.string() +
                                                     "' was not written; start it again.");
        programme_->prepareFor(block);
        programme_->feed(engine_->position());
        if (const auto ran = device_->run(block, sink); !ran)
            return tl::unexpected(ran.error());
        const auto& levels = engine_->levels();
        summary_.loudestRms.resize(levels.width);
        for (std::size_t channel = 0; channel < levels.width; ++channel)
            summary_.loudestRms[channel] =
                std::max(summary_.loudestRms[channel], static_cast<double>(levels.rms[channel]));
        showProgress();
    }
    if (const auto failure = programme_->failure())
        return tl::unexpected(*failure);
    return writer_->finish();
}

void Renderer::showProgress() {
    if (!line_.due())
        return;
    const double rate = device_->format().rate;
    const auto total = wanted();
    const double speed = static_cast<double>(written_) / rate / std::max(line_.elapsed(), 1e-6);
    std::array<char, 160> line{};
    if (total > 0) {
        const double share = static_cast<double>(written_) / static_cast<double>(total);
        std::snprintf(line.data(), line.size(), "%s of %s, %.0f times as fast as it plays",
                      progressBar(share).c_str(), clockTime(static_cast<double>(total) / rate).c_str(), speed);
    } else {
        std::snprintf(line.data(), line.size(), "%s, %.0f times as fast as it plays",
                      clockTime(static_cast<double>(written_) / rate).c_str(), speed);
    }
    line_.show(line.data());
}

void Renderer::conclude() {
    for (const auto& notice : programme_->notices())
        console_.complain(notice);
    for (const auto& notice : rack_.notices())
        console_.complain(notice);
    summary_.what = programme_->description();
    summary_.output = options_.output.string();
    summary_.format = device_->format();
    summary_.frames = written_;
    summary_.end = length_ ? "end" : "time";
    summary_.stream = device_->statistics();
    summary_.meanLoad = summary_.stream.load;
    summary_.fileUnderruns = programme_->fileUnderruns();
    summary_.clippedSamples = writer_->clippedSamples();
    summary_.elapsedSeconds = line_.elapsed();
    print(summary_, options_.json, options_.quiet, console_);
}

Result<Outcome> Renderer::run() {
    if (auto opened = open(); !opened)
        return tl::unexpected(opened.error());
    if (auto started = engine_->start(); !started)
        return tl::unexpected(started.error());
    const auto performed = perform();
    engine_->stop();
    if (!performed)
        return tl::unexpected(performed.error());
    conclude();
    return programme_->cutOff() ? Outcome::incomplete : Outcome::done;
}

} // namespace

Result<Outcome> render(const RenderOptions& options, Console& console, StopSignal& stop) {
    if (std::ranges::any_of(options.files, isSessionFile))
        return renderSession(options, console, stop);
    return options.targets.empty() ? Renderer(options, console, stop).run()
                                   : renderBatch(options, console, stop);
}

} // namespace rondo::host
