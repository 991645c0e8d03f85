// SPDX-License-Identifier: MIT
//
// The walk of recorded audio: device, recorder tap, SPSC channel, the writer's thread, file. A singer, who
// stands before a virtual device, is recorded for half a second and heard meanwhile; the file must hold what
// was played, bit for bit. Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>
#include <rondo/concurrency/wait_any.h>
#include <rondo/device/offline/offline_device.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/nodes/recorder_tap_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/audio_file_writer.h>
#include <thread>
#include <unistd.h>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::Deadline;

namespace {

constexpr double rate = 48000;
constexpr std::uint32_t width = 2;
constexpr std::int64_t length = 24000; // of the take

// [write]
// The writer's thread: everything that comes out of the tap, until the tap is gone.
base::Result<void> write(concurrency::SpscReceiver<float>& samples, session::AudioFileWriter& file) {
    std::vector<float> chunk(std::size_t{4096} * width);
    for (;;) {
        static_cast<void>(concurrency::waitAny(Deadline::never(), samples.readable()));
        const auto count = samples.receive(chunk); // whole frames
        if (count == 0)
            return file.finish(); // closed and empty
        if (auto written = file.write(std::span(chunk).first(count)); !written)
            return written;
    }
}
// [/write]

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
    session::AudioFileWriter open() const {
        return examples::orExit(session::AudioFileWriter::open(
            {.path = path,
             .format = {session::AudioContainer::wav, session::SampleEncoding::float32},
             .rate = rate,
             .channelCount = width}));
    }
    std::vector<float> read() const {
        auto reader = examples::orExit(session::AudioFileReader::open(path));
        std::vector<float> samples(static_cast<std::size_t>(reader.frameCount()) * width);
        samples.resize(examples::orExit(reader.read(samples)) * width);
        return samples;
    }
    const std::filesystem::path path;
};

/// An engine with a tap between the device's input, or a tone, and its output; and the thread that writes.
class Recording {
public:
    Recording(std::unique_ptr<device::AudioDevice> device, const TakeFile& file, std::size_t capacityFrames)
        : file_(file.open()), engine_(std::in_place, std::move(device)) {
        // [tap]
        auto tap = nodes::makeRecorderTap({.width = width, .capacityFrames = capacityFrames});
        position = std::move(tap.position);
        spans = std::move(tap.spans); // where in the stream each part belongs, and what is missing before it
        auto edit = engine_->graph().edit();
        tap_ = edit.add(std::move(tap.node), "take");
        if (engine_->device().format().inputChannels == width)
            edit.connectToInput(tap_);
        else
            addTone(edit);
        edit.connect(tap_, 0, engine_->master(), 0); // what is recorded is heard too
        // [/tap]
        examples::orExit(edit.commit());
        writer_ = std::thread(
            [this, samples = std::move(tap.samples)]() mutable { result_ = write(samples, file_); });
    }
    ~Recording() { end(); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    void start() { examples::orExit(engine_->start()); }
    /// Effects: the take is over at that frame exactly; the tap only passes from there on.
    void endTakeAt(std::int64_t frame) {
        examples::orExit(engine_->graph().setParameterAt(frame, tap_, nodes::RecorderTapNode::recording, 0));
    }
    bool lost() const { return engine_->lost().has_value(); }
    /// Effects: the device stops, the tap dies, the writer gets to the end. Returns: whether the file is there.
    bool end() {
        if (writer_.joinable()) {
            engine_.reset();
            writer_.join();
            if (!result_)
                std::fprintf(stderr, "%s\n", result_.error().text.c_str());
        }
        return result_.has_value();
    }
    concurrency::LatestValueReader<nodes::RecorderTapPosition> position;
    concurrency::SpscReceiver<nodes::RecordedSpan> spans;

private:
    void addTone(graph::GraphEdit& edit) {
        const auto tone = edit.add(std::make_unique<nodes::OscillatorNode>(), "tone");
        const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
        edit.connect(tone, 0, pan, 0);
        edit.connect(pan, 0, tap_, 0);
    }

    session::AudioFileWriter file_;
    std::optional<runtime::Engine> engine_;
    graph::NodeId tap_;
    base::Result<void> result_;
    std::thread writer_;
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
    const auto span = recording.spans.tryReceive();
    report.promise(span && span->streamFrame == 0 && span->lostFrames == 0 && recording.spans.occupancy() == 0,
                   "it is one span, from the first frame of the stream on");
    const bool finished = recording.end();
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
        finished = recording.end();
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
