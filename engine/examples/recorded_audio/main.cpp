// SPDX-License-Identifier: MIT
//
// The walk of recorded audio: device, recorder tap, SPSC channel, the writer's task, file. A singer, who
// stands before a virtual device, is recorded for half a second and heard meanwhile; the file must hold what
// was played, bit for bit. Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>
#include <rondo/device/offline/offline_device.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/recording.h>
#include <thread>
#include <unistd.h>

using namespace rondo;
using namespace std::chrono_literals;

namespace {

constexpr double rate = 48000;
constexpr std::uint32_t width = 2;
constexpr std::int64_t length = 24000; // of the take

/// Sings two notes into the device, and keeps what it plays.
class Room final : public device::VirtualWorld {
public:
    Room() { played.reserve(std::size_t{480000} * width); }
    void record(audio::AudioBlock input, std::int64_t frame) noexcept override {
        for (std::uint32_t index = 0; index < input.frameCount(); ++index)
            for (std::uint32_t channel = 0; channel < input.channelCount(); ++channel)
                input.channel(channel)[index] = static_cast<float>(
                    0.3 * std::sin(2 * std::numbers::pi *
                                   std::fmod(static_cast<double>(frame + index) * (220 + 110 * channel) / rate,
                                             1.0)));
    }
    void play(audio::ConstAudioBlock output, std::int64_t) noexcept override {
        for (std::uint32_t index = 0; index < output.frameCount(); ++index)
            for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel)
                if (played.size() < played.capacity())
                    played.push_back(output.channel(channel)[index]);
    }
    std::vector<float> played; ///< interleaved; to be read when the device has stopped
};

/// A file name of this process alone, which goes with the object.
class TakeFile {
public:
    explicit TakeFile(const std::string& name)
        : path(std::filesystem::temp_directory_path() /
               ("rondo-" + name + "-" + std::to_string(::getpid()) + ".wav")) {}
    ~TakeFile() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
    TakeFile(const TakeFile&) = delete;
    TakeFile& operator=(const TakeFile&) = delete;
    std::vector<float> read() const {
        auto reader = examples::orExit(session::AudioFileReader::open(path));
        std::vector<float> samples(static_cast<std::size_t>(reader.frameCount()) * width);
        samples.resize(examples::orExit(reader.read(samples)) * width);
        return samples;
    }
    const std::filesystem::path path;
};

/// An engine with a tap between the device's input, or a tone, and its output; and the task that writes.
class Recording {
public:
    Recording(std::unique_ptr<device::AudioDevice> device, const TakeFile& file, std::size_t capacityFrames)
        : engine_(std::in_place, std::move(device), runtime::EngineOptions{.pool = &pool_}) {
        // [tap]
        auto tap = nodes::makeRecorderTap({.width = width, .capacityFrames = capacityFrames});
        position = std::move(tap.position);
        auto edit = engine_->graph().edit();
        tap_ = edit.add(std::move(tap.node), "take");
        if (engine_->device().format().inputChannels == width)
            edit.connectToInput(tap_);
        else
            addTone(edit);
        edit.connect(tap_, 0, engine_->master(), 0); // what is recorded is heard too
        // [/tap]
        examples::orExit(edit.commit());
        // [write]
        // A task of the pool writes what comes out of the tap, until the tap is gone. The file can be played
        // from the start: a crash costs what came after its last checkpoint.
        writer_ = examples::orExit(session::Recording::start(
            pool_,
            {.path = file.path,
             .format = {session::AudioContainer::wav, session::SampleEncoding::float32},
             .rate = rate,
             .channelCount = width},
            std::move(tap.samples), std::move(tap.spans)));
        // [/write]
    }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void start() { examples::orExit(engine_->start()); }
    /// Effects: the take is over at that frame exactly; the tap only passes from there on.
    void endTakeAt(std::int64_t frame) {
        examples::orExit(engine_->graph().setParameterAt(frame, tap_, nodes::RecorderTapNode::recording, 0));
    }
    bool lost() const { return engine_->lost().has_value(); }
    /// Effects: the device stops, the tap dies, the writer gets to the end. Returns: how that went.
    session::RecordingProgress end() {
        engine_.reset();
        writer_->wait();
        const auto ended = writer_->progress();
        if (ended.failure)
            std::fprintf(stderr, "%s\n", ended.failure->text.c_str());
        return ended;
    }
    concurrency::LatestValueReader<nodes::RecorderTapPosition> position;

private:
    void addTone(graph::GraphEdit& edit) {
        const auto tone = edit.add(std::make_unique<nodes::OscillatorNode>(), "tone");
        const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        edit.connect(tone, 0, pan, 0);
        edit.connect(pan, 0, tap_, 0);
    }

    task::Pool pool_{{.workers = 1}};
    std::optional<session::Recording> writer_;
    std::optional<runtime::Engine> engine_; // goes before the writer, which waits for it
    graph::NodeId tap_;
};

void recordWhilePlaying(examples::WalkReport& report) {
    const TakeFile file("recorded-audio");
    const auto room = std::make_shared<Room>();
    Recording recording(examples::orExit(device::VirtualDevice::open(
                            {.rate = rate, .blockFrames = 64, .inputChannels = width, .outputChannels = width},
                            {.clock = nullptr, .world = room, .loopback = false, .notice = {}})),
                        file, 131072);
    recording.endTakeAt(length);
    recording.start();
    while (recording.position.read().recording && !recording.lost())
        std::this_thread::sleep_for(1ms);
    const auto last = recording.position.read();
    const auto ended = recording.end();
    const bool finished = ended.state == session::RecordingState::finished;
    report.promise(finished && ended.gaps == 0 && ended.frames == length, "it has no gap");
    const auto samples = finished ? file.read() : std::vector<float>();
    report.promise(last.recordedFrames == length && last.lostFrames == 0,
                   "every frame of the take came through, up to the one at which it ended");
    report.promise(samples.size() == std::size_t{length} * width && room->played.size() >= samples.size() &&
                       std::ranges::equal(samples, std::span(room->played).first(samples.size())),
                   "the file is bit-equal to what was played");
    report.promise(!samples.empty() && *std::ranges::max_element(samples) > 0.29F, "it holds the singer");
}

void measure(examples::WalkReport& report) {
    constexpr std::int64_t frames = 20 * 48000;
    const TakeFile file("recorded-audio-offline");
    auto opened = examples::orExit(
        device::OfflineDevice::open({.rate = rate, .blockFrames = 64, .outputChannels = width}));
    auto& device = *opened;
    std::uint64_t lost = 0;
    bool finished = false;
    double rendering = 0;
    const double whole = examples::nanosecondsOf([&] {
        Recording recording(std::move(opened), file, frames); // room for all, so that nobody has to wait
        recording.start();
        rendering = examples::nanosecondsOf([&] { examples::orExit(device.run(frames)); });
        lost = recording.position.read().lostFrames;
        finished = recording.end().state == session::RecordingState::finished;
    });
    report.promise(finished && lost == 0 && file.read().size() == std::size_t{frames} * width,
                   "20 seconds that are rendered as fast as it goes are recorded whole");
    report.figure("stereo frames recorded a second, until the disk has them", frames / whole * 1e9, "frames/s");
    report.figure("as many times faster than they sound", frames / whole * 1e9 / rate, "x");
    report.figure("stereo frames rendered a second meanwhile", frames / rendering * 1e9, "frames/s");
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("recorded audio");
    recordWhilePlaying(report);
    measure(report);
    return report.finish(count, arguments);
}
