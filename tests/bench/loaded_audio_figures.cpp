// SPDX-License-Identifier: MIT
#include "disk_figures.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/clock.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/device/virtual/virtual_device.h>
#include <rondo/nodes/oscillator_node.h>
#include <rondo/nodes/pan_node.h>
#include <rondo/runtime/engine.h>
#include <rondo/task/blocking.h>
#include <rondo/task/channel.h>
#include <rondo/task/io/file.h>
#include <rondo/task/owned.h>
#include <rondo/task/root_task.h>
#include <rondo/task/scope.h>
#include <rondo/task/task_cancelled.h>
#include <rondo/task/yield.h>
#include <span>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rondo::bench {

namespace {

constexpr double rate = 48000;
constexpr std::uint32_t block = 64;
constexpr double period = 1e9 * block / rate; // nanoseconds
constexpr double wantedLoad = 0.27;
constexpr int segments = 4; // of each kind; the kinds take turns

/// A device whose callbacks are timed one by one.
class TimedDevice final : public device::AudioDevice, private device::AudioCallback {
public:
    TimedDevice(std::unique_ptr<device::AudioDevice> device, std::size_t mostBlocks)
        : device_(std::move(device)), loads_(mostBlocks) {}

    const device::StreamFormat& format() const noexcept override { return device_->format(); }
    std::string notice() const override { return device_->notice(); }
    base::Result<void> start(device::AudioCallback& callback) override {
        callback_ = &callback;
        return device_->start(*this);
    }
    void stop() noexcept override { device_->stop(); }
    device::StreamStatistics statistics() const noexcept override { return device_->statistics(); }
    /// What the callbacks took since `forget`, as shares of the period. Both while it is stopped.
    std::span<const float> loads() const noexcept { return std::span(loads_).first(count_); }
    void forget() noexcept { count_ = 0; }

private:
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        const auto from = base::monotonicNanoseconds();
        callback_->process(input, output, time);
        const auto took = static_cast<double>(base::monotonicNanoseconds() - from);
        if (count_ < loads_.size())
            loads_[count_++] = static_cast<float>(took / period);
    }
    void streamLost(const base::Error& reason) noexcept override { callback_->streamLost(reason); }

    const std::unique_ptr<device::AudioDevice> device_;
    device::AudioCallback* callback_ = nullptr;
    std::vector<float> loads_;
    std::size_t count_ = 0;
};

void addVoices(runtime::Engine& engine, int count) {
    auto edit = engine.graph().edit();
    const auto pan = edit.add(std::make_unique<nodes::PanNode>(), "pan");
    edit.connect(pan, 0, engine.master(), 0);
    for (int voice = 0; voice < count; ++voice) {
        auto node = std::make_unique<nodes::OscillatorNode>(
            nodes::OscillatorOptions{dsp::Waveform::saw, static_cast<float>(50 + voice % 400), {-60}});
        edit.connect(edit.add(std::move(node), "tone" + std::to_string(voice)), 0, pan, 0);
    }
    orExit(edit.commit());
}

/// Tasks that leave no worker of the pool anything to wait for.
class Load {
public:
    Load(task::Pool& pool, std::filesystem::path file, std::size_t bytes)
        : workers_(pool.workers()), file_(std::move(file)), bytes_(bytes),
          all_(task::start(pool, [this]() -> task::Task<> {
              co_await task::withScope([this](task::Scope& scope) -> task::Task<> {
                  for (std::uint32_t worker = 0; worker < workers_; ++worker) {
                      scope.spawn([this]() -> task::Task<> { co_await storm(); });
                      scope.spawn([this]() -> task::Task<> { co_await stream(); });
                      scope.spawn([this, worker]() -> task::Task<> { co_await allocate(worker); });
                      scope.spawn([this, worker]() -> task::Task<> { co_await read(worker); });
                  }
                  co_return;
              });
          })) {}

    struct Counts {
        std::uint64_t spawned = 0, items = 0, allocated = 0, bytesRead = 0;
        Counts& operator+=(const Counts& other) {
            spawned += other.spawned, items += other.items;
            allocated += other.allocated, bytesRead += other.bytesRead;
            return *this;
        }
        void print(double seconds) const {
            const auto each = [&](std::uint64_t count) { return static_cast<double>(count) / seconds; };
            std::printf(
                "the load: %.0f tasks spawned and joined, %.0f items through channels, %.0f allocations, "
                "%.0f MB read a second\n",
                each(spawned), each(items), each(allocated), each(bytesRead) / 1e6);
        }
    };
    /// Returns what was done. Errors: what ended it before.
    Counts end() {
        all_.cancel();
        try {
            all_.take();
        } catch (const task::TaskCancelled&) {
        }
        return {spawned_, items_, allocated_, bytesRead_};
    }

private:
    task::Task<> storm() {
        for (;;) {
            co_await task::withScope([](task::Scope& scope) -> task::Task<> {
                for (int child = 0; child < 100; ++child)
                    scope.spawn([]() -> task::Task<> { co_return; });
                co_return;
            });
            spawned_ += 100;
        }
    }
    task::Task<> stream() {
        auto [sender, receiver] = task::makeChannel<std::uint64_t>(16);
        co_await task::withScope([&](task::Scope& scope) -> task::Task<> {
            scope.spawn([&]() -> task::Task<> {
                while (co_await receiver.receive())
                    items_.fetch_add(1, std::memory_order_relaxed);
            });
            for (std::uint64_t item = 0;; ++item)
                co_await sender.send(item);
        });
    }
    task::Task<> allocate(std::uint32_t seed) {
        std::minstd_rand random(seed + 1);
        std::array<std::vector<std::byte>, 64> kept;
        for (;;) {
            for (int turn = 0; turn < 64; ++turn) {
                const auto bits = random() % 20; // up to a megabyte, which the system maps and unmaps
                kept[random() % kept.size()] = std::vector<std::byte>(random() % (std::size_t{2} << bits));
                allocated_.fetch_add(1, std::memory_order_relaxed);
            }
            co_await task::yield();
        }
    }
    /// Every other piece is dropped from the page cache, so that the disk is asked.
    task::Task<> read(std::uint32_t seed) {
        std::minstd_rand random(seed + 100);
        std::vector<std::byte> piece(98304);
        const task::Owned opened(::open(file_.c_str(), O_RDONLY | O_CLOEXEC),
                                 [](int descriptor) { ::close(descriptor); });
        auto file = orExit(co_await task::File::open(file_, task::FileAccess::read));
        for (;;) {
            const auto at = random() % (bytes_ - piece.size());
            if (random() % 2 == 0)
                task::blocking([&, descriptor = *opened] {
                    ::posix_fadvise(descriptor, static_cast<off_t>(at), static_cast<off_t>(piece.size()),
                                    POSIX_FADV_DONTNEED);
                });
            bytesRead_ += orExit(co_await file.readAt(at, piece));
            co_await task::yield();
        }
    }

    std::atomic<std::uint64_t> spawned_{0}, items_{0}, allocated_{0}, bytesRead_{0};
    const std::uint32_t workers_;
    const std::filesystem::path file_;
    const std::size_t bytes_;
    task::RootTask<> all_; ///< last: its end is waited for first
};

/// A callback without an engine: arithmetic on a little memory, for as long as a graph would take.
class BareCallback final : public device::AudioCallback {
public:
    explicit BareCallback(int turns) : turns_(turns) {}
    void process(audio::ConstAudioBlock, audio::AudioBlock output, const device::BlockTime&) noexcept override {
        for (int turn = 0; turn < turns_; ++turn)
            for (float& sample : samples_)
                sample = sample * 0.999F + 0.001F;
        for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel)
            std::ranges::copy(std::span(samples_).first(output.frameCount()), output.channel(channel).begin());
    }
    void streamLost(const base::Error&) noexcept override {}

private:
    const int turns_;
    std::array<float, 512> samples_{};
};

/// What the callbacks of one kind of segment were.
struct Figures {
    const char* name;
    std::uint64_t blocks = 0, lateOurs = 0, lateTheirs = 0, lost = 0;
    double seconds = 0, poolCores = 0;
    std::vector<float> loads{};

    void add(double took, double used, const device::StreamStatistics& statistics,
             std::span<const float> some) {
        seconds += took;
        poolCores += used;
        for (const float load : some)
            poolCores -= static_cast<double>(load) * period * 1e-9;
        blocks += statistics.blocks;
        lateOurs += statistics.lateOurs;
        lateTheirs += statistics.lateTheirs;
        lost += statistics.underruns;
        loads.insert(loads.end(), some.begin(), some.end());
    }
    double load(double share) {
        std::ranges::sort(loads);
        return loads.empty()
                   ? 0
                   : static_cast<double>(
                         loads[static_cast<std::size_t>(share * static_cast<double>(loads.size() - 1))]);
    }
    void print() {
        const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
        const auto percent = [this](double share) { return 100 * load(share); };
        std::printf("| %s | %llu | %llu | %llu | %llu | %.1f %% | %.1f %% | %.1f %% | %.0f %% | %.2f |\n", name,
                    count(blocks), count(lateOurs), count(lateTheirs), count(lost), percent(0.5), percent(0.99),
                    percent(0.999), percent(1), poolCores / std::max(seconds, 1e-9));
    }
};

double processSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Plays for some seconds.
template <class Play, class Stop>
void watch(TimedDevice& device, double seconds, Figures& into, Play play, Stop stop) {
    device.forget();
    const double used = processSeconds();
    const auto from = Clock::now();
    play();
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    stop();
    into.add(secondsSince(from), processSeconds() - used, device.statistics(), device.loads());
}

std::unique_ptr<TimedDevice> makeDevice(double seconds) {
    return std::make_unique<TimedDevice>(
        orExit(device::VirtualDevice::open(
            {.rate = rate, .blockFrames = block, .outputChannels = 2, .realtimePriority = 50})),
        static_cast<std::size_t>((seconds + 10) * rate / block));
}

/// How many of something take the wanted share of the period, when `load(some)` is the share that some take.
template <class Load>
int countFor(double share, int some, Load load) {
    return std::max(1, static_cast<int>(share * some / load(some)));
}

constexpr double trialSeconds = 1;

double loadOfVoices(int count, task::Pool& pool) {
    auto timed = makeDevice(trialSeconds);
    auto& device = *timed;
    runtime::Engine engine(std::move(timed), {.pool = &pool});
    addVoices(engine, count);
    Figures figures{""};
    watch(
        device, trialSeconds, figures, [&] { orExit(engine.start()); }, [&] { engine.stop(); });
    return figures.load(0.5);
}

double loadOfTurns(int count) {
    const auto device = makeDevice(trialSeconds);
    BareCallback bare(count);
    Figures figures{""};
    watch(
        *device, trialSeconds, figures, [&] { orExit(device->start(bare)); }, [&] { device->stop(); });
    return figures.load(0.5);
}

std::size_t writeBytes(const std::filesystem::path& path) {
    const std::vector<char> piece(std::size_t{1} << 20, 'r');
    std::ofstream file(path, std::ios::binary);
    for (int count = 0; count < 64; ++count)
        file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return 64 * piece.size();
}

/// The bound: no deadline missed by our own work. A loop without system calls or memory that is late by "its
/// own work" as well shows that the machine itself stood still, which no process can tell from work.
bool judge(const Figures& engine, const Figures& bare, std::uint64_t violations) {
    if (violations == 0 && engine.lateOurs == 0) {
        std::printf("no deadline missed by our own work: holds\n");
        return true;
    }
    if (violations == 0 && bare.lateOurs > 0) {
        std::printf("no deadline missed by our own work: the machine is too unsteady to tell. A loop of plain "
                    "arithmetic took more than 70 %% of its period %llu times, the engine %llu times\n",
                    static_cast<unsigned long long>(bare.lateOurs),
                    static_cast<unsigned long long>(engine.lateOurs));
        return true;
    }
    std::printf("no deadline missed by our own work: MISSED\n");
    return false;
}

} // namespace

bool measureLoadedAudio(const test::TemporaryFolder& folder, double seconds) {
    using concurrency::RealtimeGuard;
    task::Pool pool;
    const auto bytes = writeBytes(folder / "read");
    const int voices = countFor(wantedLoad, 400, [&](int count) { return loadOfVoices(count, pool); });
    BareCallback bare(countFor(wantedLoad, 1000, loadOfTurns));
    RealtimeGuard::install(concurrency::RealtimeCheck::count, {.pageFaultBlocks = 50, .warmUpBlocks = 100});
    auto timed = makeDevice(seconds / segments);
    auto& device = *timed;
    runtime::Engine engine(std::move(timed), {.pool = &pool});
    addVoices(engine, voices);
    Figures idle{"engine, pool idle"}, loaded{"engine, pool loaded"}, bareIdle{"bare loop, pool idle"},
        bareLoaded{"bare loop, pool loaded"};
    const auto play = [&](Figures& withEngine, Figures& without) {
        watch(
            device, seconds / segments, withEngine, [&] { orExit(engine.start()); }, [&] { engine.stop(); });
        watch(
            device, seconds / segments, without, [&] { orExit(device.start(bare)); }, [&] { device.stop(); });
    };
    const auto before = RealtimeGuard::counts();
    Load::Counts done;
    for (int segment = 0; segment < segments; ++segment) {
        play(idle, bareIdle);
        Load load(pool, folder / "read", bytes);
        play(loaded, bareLoaded);
        done += load.end();
    }
    const auto after = RealtimeGuard::counts();
    RealtimeGuard::install(concurrency::RealtimeCheck::off);
    std::printf("a callback of 64 frames at 48 kHz plays %d oscillators beside a pool of %u workers; %s\n",
                voices, pool.workers(),
                device.notice().empty() ? "realtime priority 50" : device.notice().c_str());
    std::printf("| callback | blocks | late, ours | late, the system's | lost | load: median | p99 | p99.9 | "
                "largest | cores of the pool |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (auto* figures : {&idle, &bareIdle, &loaded, &bareLoaded})
        figures->print();
    done.print(loaded.seconds + bareLoaded.seconds);
    for (const auto& violation : RealtimeGuard::drain())
        std::printf("%s", describe(violation).c_str());
    const auto calls = after.calls() - before.calls();
    const auto faults = after.pageFaults - before.pageFaults;
    std::printf("calls that a callback must not make: %llu, page faults: %llu\n",
                static_cast<unsigned long long>(calls), static_cast<unsigned long long>(faults));
    return judge(loaded, bareLoaded, calls + faults);
}

} // namespace rondo::bench
