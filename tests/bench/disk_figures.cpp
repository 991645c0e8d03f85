// SPDX-License-Identifier: MIT
//
// Prints what files cost: many streams at many times their speed, the time from a locate to its sound,
// renderings on one worker and on two, and whether a callback notices a pool that is fully loaded. The files
// are new and out of the page cache when they are read; what the disk gives to plain reads of the same files
// stands beside. engine/docs/files.md, "Figures".
//     disk_figures [FILES [SPEED [SECONDS [AUDIO_SECONDS]]]]
//     disk_figures render | audio [AUDIO_SECONDS]
#include "disk_figures.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <random>
#include <rondo/device/offline/offline_device.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/session/file/audio_file_writer.h>
#include <span>
#include <string>
#include <support/temporary_folder.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace rondo::bench {

namespace {

constexpr double rate = 48000;
constexpr std::uint32_t width = 2;

double cpuSeconds(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

using Paths = std::vector<std::filesystem::path>;

Paths makeFiles(const test::TemporaryFolder& folder, std::size_t count, double seconds) {
    std::mt19937 random(1);
    std::vector<float> samples(static_cast<std::size_t>(seconds * rate) * width);
    for (auto& sample : samples)
        sample = std::uniform_real_distribution<float>(-0.003F, 0.003F)(random);
    Paths paths;
    for (std::size_t file = 0; file < count; ++file) {
        paths.push_back(folder / (std::to_string(file) + ".wav"));
        auto writer = orExit(session::AudioFileWriter::open(
            {.path = paths.back(), .format = *session::formatForPath("a.wav", 24), .channelCount = width}));
        orExit(writer.write(samples));
        orExit(writer.finish());
    }
    return paths;
}

void dropFromCache(const Paths& paths) {
    for (const auto& path : paths) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

/// Bytes a second that some threads read from the files, each from start to end, taking turns.
double plainReads(const Paths& paths) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t piece = 98304;
    dropFromCache(paths);
    std::vector<std::thread> readers;
    std::vector<std::size_t> bytes(threads);
    const auto from = Clock::now();
    for (std::size_t reader = 0; reader < threads; ++reader)
        readers.emplace_back([&, reader] {
            std::vector<char> buffer(piece);
            std::vector<int> files;
            for (std::size_t file = reader; file < paths.size(); file += threads)
                files.push_back(::open(paths[file].c_str(), O_RDONLY | O_CLOEXEC));
            bool more = true;
            for (std::size_t at = 0; more; at += piece) {
                more = false;
                for (const int file : files)
                    if (const auto got = ::pread(file, buffer.data(), piece, static_cast<off_t>(at)); got > 0) {
                        bytes[reader] += static_cast<std::size_t>(got);
                        more = true;
                    }
            }
            for (const int file : files)
                ::close(file);
        });
    for (auto& reader : readers)
        reader.join();
    std::size_t all = 0;
    for (const auto count : bytes)
        all += count;
    return static_cast<double>(all) / secondsSince(from);
}

/// An offline device that is run in step with a clock, and players of files.
class Stage {
public:
    Stage(const Paths& paths, double speed, std::uint32_t frames)
        : block(frames), pool_({.workers = 2}), speed_(speed) {
        auto opened =
            orExit(device::OfflineDevice::open({.rate = rate, .blockFrames = block, .outputChannels = width}));
        device_ = opened.get();
        engine_.emplace(std::move(opened), runtime::EngineOptions{.pool = &pool_});
        streamer_.emplace(pool_, session::FileStreamerOptions{.speed = speed});
        auto edit = engine_->graph().edit();
        for (const auto& path : paths) {
            auto stream = orExit(streamer_->open({{path}, rate, width, false}, {.staysOpen = true}));
            auto player = nodes::makeFilePlayer({}, stream.takeReceiver(), stream.takeMarks());
            positions.push_back(std::move(player.position));
            edit.connect(edit.add(std::move(player.node), "player"), 0, engine_->master(), 0);
            streams.push_back(std::move(stream));
        }
        orExit(edit.commit());
        for (auto& stream : streams)
            stream.waitUntilReady(static_cast<std::size_t>(rate));
        orExit(engine_->start());
        from_ = Clock::now();
    }
    ~Stage() { engine_->stop(); }

    void playOneBlock() {
        const auto due = from_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
                                     static_cast<double>(frames_) / rate / speed_));
        std::this_thread::sleep_until(due);
        orExit(device_->run(block));
        frames_ += block;
    }
    double reached() const { return static_cast<double>(frames_) / rate / secondsSince(from_); }
    std::uint64_t underruns() {
        std::uint64_t sum = 0;
        for (auto& position : positions)
            sum += position.read().underruns;
        return sum;
    }
    const std::uint32_t block;
    std::vector<session::FileStream> streams;
    std::vector<concurrency::LatestValueReader<nodes::FilePlayerPosition>> positions;

private:
    task::Pool pool_;
    const double speed_;
    device::OfflineDevice* device_ = nullptr;
    std::optional<session::FileStreamer> streamer_;
    std::optional<runtime::Engine> engine_;
    Clock::time_point from_;
    std::int64_t frames_ = 0;
};

void stream(const Paths& paths, double speed, double seconds, bool cold) {
    constexpr std::uint32_t block = 1024; // what an offline device takes unless asked
    if (cold)
        dropFromCache(paths);
    Stage stage(paths, speed, block);
    const double thread = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
    const double process = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    std::int64_t frames = 0;
    for (; frames < static_cast<std::int64_t>((seconds - 0.5) * rate); frames += block)
        stage.playOneBlock();
    const double reached = stage.reached();
    const double audio = cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - thread;
    const double readers = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - process - audio;
    const double asked = static_cast<double>(frames) / rate / speed;
    std::printf(
        "%zu files, %s cache: %.1f times as fast as they sound (asked: %.0f), %llu underruns; that speed takes "
        "the audio thread %.0f %% of a core and the readers %.0f %%\n",
        paths.size(), cold ? "cold" : "warm", reached, speed,
        static_cast<unsigned long long>(stage.underruns()), 100 * audio / asked, 100 * readers / asked);
}

void locate(const Paths& paths, double seconds) {
    constexpr std::uint32_t block = 256;
    const Paths some(paths.begin(),
                     paths.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(paths.size(), 32)));
    Stage stage(some, 1, block);
    std::mt19937 random(2);
    std::vector<double> took;
    for (int turn = 0; turn < 200; ++turn) {
        const auto which = random() % some.size();
        dropFromCache({some[which]});
        const auto target =
            static_cast<std::int64_t>(std::uniform_real_distribution<double>(0, seconds - 2)(random) * rate);
        for (auto idle = random() % 8; idle > 0; --idle)
            stage.playOneBlock();
        const auto before = stage.positions[which].read().frame;
        const auto from = Clock::now();
        orExit(stage.streams[which].locate(target));
        for (;;) {
            stage.playOneBlock();
            const auto frame = stage.positions[which].read().frame;
            const bool went = frame > target && frame <= target + 2 * block;
            if (went && (frame < before || frame > before + 8 * block))
                break;
            if (frame > target + 2 * block || secondsSince(from) > 5)
                break;
        }
        took.push_back(1000 * secondsSince(from));
    }
    std::ranges::sort(took);
    std::printf("from a locate to its sound, cold cache: median %.1f ms, 99 %% %.1f ms, longest %.1f ms\n",
                took[took.size() / 2], took[took.size() * 99 / 100], took.back());
}

} // namespace

int measureFiles(std::span<const char* const> arguments) {
    const auto number = [&](std::size_t index, double otherwise) {
        return arguments.size() > index ? std::atof(arguments[index]) : otherwise;
    };
    const std::string only = arguments.empty() ? "" : arguments[0];
    const test::TemporaryFolder folder;
    if (only != "audio")
        measureRenderings(folder);
    if (only == "render")
        return 0;
    const double audioSeconds = std::clamp(number(only == "audio" ? 1 : 3, 60), 4.0, 3600.0);
    const bool inTime = measureLoadedAudio(folder, audioSeconds);
    if (only == "audio")
        return inTime ? 0 : 1;
    const auto files = static_cast<std::size_t>(std::clamp(number(0, 256), 1.0, 4096.0));
    const double speed = std::clamp(number(1, 16), 0.1, 1000.0);
    const double seconds = std::clamp(number(2, 10), 3.0, 600.0);
    const auto paths = makeFiles(folder, files, seconds);
    const double bytes = plainReads(paths);
    std::printf("plain reads, cold cache: %.0f MB/s, %.1f times as fast as %zu files sound\n", bytes / 1e6,
                bytes / (rate * width * 3 * static_cast<double>(files)), files);
    stream(paths, speed, seconds, true);
    stream(paths, speed, seconds, false);
    locate(paths, seconds);
    return inTime ? 0 : 1;
}

} // namespace rondo::bench

int main(int count, char** arguments) {
    return rondo::bench::measureFiles(std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
}
