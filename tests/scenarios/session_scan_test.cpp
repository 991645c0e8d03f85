// SPDX-License-Identifier: MIT
//
// Scenario 003.8: the scan of a project is a group of tasks with progress; its cancel closes every file and
// gives every buffer back, and the audio thread never notices.
#include <algorithm>
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/concurrency/reclaimer.h>
#include <rondo/graph/graph_control.h>
#include <rondo/nodes/file_player_node.h>
#include <rondo/session/file/audio_file_reader.h>
#include <rondo/session/file/file_streamer.h>
#include <rondo/task/channel.h>
#include <rondo/task/pool.h>
#include <rondo/task/root_task.h>
#include <rondo/task/spawn.h>
#include <rondo/task/yield.h>
#include <support/sound_files.h>
#include <support/temporary_folder.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::task;

namespace {

/// Files that a process of this system has open, in `folder`.
std::size_t openFilesIn(const std::filesystem::path& folder) {
    std::size_t count = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        count += std::filesystem::read_symlink(entry.path(), ignored).string().starts_with(folder.string());
    return count;
}

/// Buffers of which there are only so many.
class Buffers {
public:
    explicit Buffers(std::size_t count) : channel_(makeChannel<Buffer>(count)), count_(count) {
        for (std::size_t index = 0; index < count; ++index) {
            auto buffer = std::make_unique<std::vector<float>>(4096);
            static_cast<void>(channel_.sender.trySend(buffer));
        }
    }
    /// On loan until its end, whatever that is.
    class Loan {
    public:
        Loan(Buffers& owner, std::unique_ptr<std::vector<float>> buffer)
            : owner_(owner), buffer_(std::move(buffer)) {}
        Loan(const Loan&) = delete;
        Loan& operator=(const Loan&) = delete;
        ~Loan() { static_cast<void>(owner_.channel_.sender.trySend(buffer_)); }
        std::span<float> samples() { return *buffer_; }

    private:
        Buffers& owner_;
        std::unique_ptr<std::vector<float>> buffer_;
    };
    auto take() { return channel_.receiver.receive(); }
    /// Returns: whether all are back.
    bool complete() {
        std::vector<Buffer> all;
        std::optional<Buffer> one;
        while (channel_.receiver.tryReceive(one) == concurrency::ChannelResult::done)
            all.push_back(std::move(*one));
        return all.size() == count_;
    }

private:
    using Buffer = std::unique_ptr<std::vector<float>>;
    Channel<Buffer> channel_;
    std::size_t count_;
};

struct Scan {
    explicit Scan(std::size_t count) : buffers(count) {}
    Buffers buffers;
    std::atomic<std::int64_t> frames{0};
    std::atomic<int> filesDone{0};
};

Task<> scanFile(Scan& scan, const std::filesystem::path& path) {
    auto taken = co_await scan.buffers.take();
    Buffers::Loan loan(scan.buffers, std::move(*taken));
    auto reader = session::AudioFileReader::open(path);
    if (!reader)
        co_return;
    for (;;) {
        const auto count = reader->read(loan.samples());
        if (!count || *count == 0)
            break;
        scan.frames += static_cast<std::int64_t>(*count);
        co_await yield();
    }
    ++scan.filesDone;
}

Task<> scanProject(Scan& scan, const std::vector<std::filesystem::path>& files) {
    std::vector<Child<>> all;
    for (const auto& file : files)
        all.push_back(spawn([&scan, &file]() -> Task<> { co_await scanFile(scan, file); }));
    for (auto& child : all)
        co_await child;
}

/// What sounds meanwhile, from the same pool: a loop, of which every sample is checked.
class Music {
public:
    Music(Pool& pool, const std::filesystem::path& file)
        : samples_(test::sines(480'000, 1, 48000)), streamer_(pool),
          graph_(graph::makeGraph({.outputChannels = 1}, std::make_shared<concurrency::Reclaimer>())) {
        test::writeWav(file, samples_, 1, 48000);
        auto opened = streamer_.open({{file}, 0, 0, true});
        REQUIRE(opened);
        stream_.emplace(std::move(*opened));
        auto player = nodes::makeFilePlayer({.width = 1}, stream_->takeReceiver(), stream_->takeMarks());
        position_ = std::move(player.position);
        auto edit = graph_.control.edit();
        edit.connectToOutput(edit.add(std::move(player.node), "music"));
        REQUIRE(edit.commit());
    }
    void playOneBlock() {
        stream_->waitUntilReady(128);
        graph_.processor.process({}, output_.block(), frame_);
        for (std::uint32_t frame = 0; frame < 64; ++frame)
            REQUIRE(output_.block().channel(0)[frame] ==
                    samples_[static_cast<std::size_t>(frame_ + frame) % samples_.size()]);
        frame_ += 64;
    }
    std::uint64_t underruns() { return position_.read().underruns; }

private:
    const std::vector<float> samples_;
    session::FileStreamer streamer_;
    graph::Graph graph_;
    std::optional<session::FileStream> stream_;
    concurrency::LatestValueReader<nodes::FilePlayerPosition> position_;
    audio::AudioBuffer output_{1, 64};
    std::int64_t frame_ = 0;
};

} // namespace

TEST_CASE("003.8 a scan is cancelled at any moment: files are closed, buffers are back, the sound goes on") {
    const test::TemporaryFolder folder;
    std::vector<std::filesystem::path> files;
    for (int file = 0; file < 40; ++file) {
        files.push_back(folder / (std::to_string(file) + ".wav"));
        test::writeWav(files.back(), std::vector<float>(30'000), 1, 48000);
    }
    const test::TemporaryFolder elsewhere;
    Pool pool({.workers = 2});
    Music music(pool, elsewhere / "music.wav");
    int cancelled = 0;
    for (std::int64_t turn = 0; turn < 60; ++turn) {
        Scan scan(8);
        const auto until = turn * 20'000;
        {
            auto task = start(pool, [&]() -> Task<> { co_await scanProject(scan, files); });
            do
                music.playOneBlock();
            while (scan.frames < until && !task.finished());
            task.cancel();
            REQUIRE(task.wait());
            try {
                task.take();
            } catch (const TaskCancelled&) {
                ++cancelled;
            }
        }
        CHECK(openFilesIn(folder.path()) == 0);
        CHECK(scan.buffers.complete());
        CHECK(scan.frames <= 40 * 30'000);
    }
    CHECK(cancelled > 0);
    Scan whole(8);
    start(pool, [&]() -> Task<> { co_await scanProject(whole, files); }).take();
    CHECK(whole.filesDone == 40);
    CHECK(whole.frames == 40 * 30'000);
    CHECK(music.underruns() == 0);
}
