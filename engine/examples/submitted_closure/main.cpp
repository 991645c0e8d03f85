// SPDX-License-Identifier: MIT
//
// The walk of a submitted closure: caller, driver, the closure with the tag open, and its result back in the
// caller's frame. The audio thread is a place that closures are sent to: state that belongs to it, questions
// with answers while it plays on the virtual device, and what happens to those who reach for the state from
// elsewhere. Exit code 0 when all promises were kept. --json prints JSON.
#include "../walk_report.h"

#include <chrono>
#include <cmath>
#include <numbers>
#include <rondo/concurrency/tagged.h>
#include <rondo/device/virtual/virtual_device.h>
#include <span>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace rondo;

namespace {

constexpr double rate = 48000;
constexpr std::uint32_t blockFrames = 64;
using Envelope = concurrency::Tagged<std::vector<float>>;

/// Plays 220 Hz and its overtones, each as loud as `levels` says, from `frame` on.
void playOvertones(std::span<const float> levels, std::int64_t frame, std::span<float> output) noexcept {
    for (float& sample : output) {
        const double turns = std::fmod(static_cast<double>(frame++) * 220 / rate, 1.0);
        sample = 0;
        for (std::size_t index = 0; index < levels.size(); ++index)
            sample +=
                levels[index] *
                static_cast<float>(std::sin(2 * std::numbers::pi * turns * static_cast<double>(index + 1)));
    }
}

/// What the device calls. The envelope belongs to the executor, and so does `nextFrame`.
class Organ final : public device::AudioCallback {
public:
    Organ(concurrency::Executor& executor, Envelope& envelope)
        : envelope_(envelope), driver_(executor.adopt()) {
        silent.reserve(10000);
    }
    void process(audio::ConstAudioBlock, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        if (auto block = driver_.enter()) {
            playOvertones(envelope_.open(block.thread()), time.frame, output.channel(0));
            nextFrame = time.frame + output.frameCount();
        } else {
            output.clear(); // the background thread is in the middle of a closure
            if (silent.size() < silent.capacity())
                silent.push_back(time.frame);
        }
    }
    void streamLost(const base::Error&) noexcept override {}
    std::int64_t nextFrame = 0;
    std::vector<std::int64_t>
        silent; ///< where blocks without the executor began; for when the device has stopped

private:
    Envelope& envelope_;
    concurrency::Driver driver_;
};

/// Keeps what the device has played; room for ten seconds.
class Listener final : public device::VirtualWorld {
public:
    Listener() : samples_(480000) {}
    void play(audio::ConstAudioBlock output, std::int64_t frame) noexcept override {
        played_ = std::min<std::int64_t>(frame + output.frameCount(), std::ssize(samples_));
        for (std::int64_t index = frame; index < played_; ++index)
            samples_[static_cast<std::size_t>(index)] =
                output.channel(0)[static_cast<std::size_t>(index - frame)];
    }
    /// Returns: what was played before `frame`. When the device has stopped.
    std::span<const float> heard(std::int64_t frame) const {
        return std::span(samples_).first(static_cast<std::size_t>(std::min(frame, played_)));
    }

private:
    std::vector<float> samples_;
    std::int64_t played_ = 0;
};

/// One answer of the audio thread: from which frame on the overtones have these levels.
struct Change {
    std::int64_t frame = 0;
    std::vector<float> levels;
};

std::vector<float> expected(const std::vector<Change>& changes, const std::vector<std::int64_t>& silent,
                            std::size_t frames) {
    std::vector<float> samples(frames);
    for (std::size_t index = 0; index < changes.size(); ++index) {
        const auto begin = static_cast<std::size_t>(changes[index].frame);
        const auto end =
            index + 1 < changes.size() ? static_cast<std::size_t>(changes[index + 1].frame) : frames;
        if (begin < end && end <= frames)
            playOvertones(changes[index].levels, changes[index].frame,
                          std::span(samples).subspan(begin, end - begin));
    }
    for (const auto frame : silent)
        if (const auto begin = static_cast<std::size_t>(frame); begin + blockFrames <= frames)
            std::ranges::fill(std::span(samples).subspan(begin, blockFrames), 0.0F);
    return samples;
}

void checkWhoMayOpen(concurrency::Executor& audioThread, Envelope& envelope, examples::WalkReport& report) {
    bool refused = false;
    try {
        envelope.open();
    } catch (const base::Failure& failure) {
        refused = true;
        std::fprintf(stderr, "from here: %s\n", failure.what());
    }
    report.promise(refused, "the state opens on the audio thread only");
    bool came = false;
    try {
        audioThread.submit([] { throw std::runtime_error("a closure's exception comes back to its caller"); });
    } catch (const std::runtime_error&) {
        came = true;
    }
    report.promise(came, "a closure's exception comes back to its caller");
}

/// Changes the envelope again and again while the device plays. Returns: what the audio thread answered.
std::vector<Change> changeWhilePlaying(concurrency::Executor& audioThread, Envelope& envelope, Organ& organ,
                                       std::vector<double>& nanoseconds) {
    std::vector<Change> changes{{0, std::vector<float>(4, 0.125F)}};
    // Until a quarter of a second has been played, however late the device is.
    for (int turn = 0; changes.back().frame < 12000; ++turn) {
        Change change;
        change.levels.resize(4);
        nanoseconds.push_back(examples::nanosecondsOf([&] {
            audioThread.submit([&](concurrency::AudioThread& thread) {
                auto& levels = envelope.open(thread);
                levels[static_cast<std::size_t>(turn % 4)] = 0.01F * static_cast<float>(turn % 20);
                std::ranges::copy(levels, change.levels.begin()); // into the caller's own
                change.frame = organ.nextFrame;
            });
        }));
        changes.push_back(std::move(change));
        std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    return changes;
}

} // namespace

int main(int count, char** arguments) {
    examples::WalkReport report("submitted closure");
    // [submit]
    concurrency::Executor audioThread({.name = "audio"});
    concurrency::Tagged<std::vector<float>> envelope(audioThread, concurrency::DestroyPolicy::reclaim,
                                                     std::vector<float>(4, 0.5F));

    float factor = 0.25F; // the caller waits, so the closure may use the caller's locals
    const float sum = audioThread.submit([&] {
        float total = 0;
        for (float& value : envelope.open())
            total += value *= factor;
        return total;
    });
    // [/submit]
    report.promise(sum == 0.5F, "the result comes back to the caller");
    checkWhoMayOpen(audioThread, envelope, report);

    std::vector<double> idle;
    for (int turn = 0; turn < 300; ++turn)
        idle.push_back(examples::nanosecondsOf([&] { audioThread.submit([] {}); }));

    const auto listener = std::make_shared<Listener>();
    auto device = examples::orExit(
        device::VirtualDevice::open({.rate = rate, .blockFrames = blockFrames, .outputChannels = 1},
                                    {.clock = nullptr, .world = listener, .loopback = false, .notice = {}}));
    std::vector<double> playing;
    std::vector<Change> changes;
    {
        Organ organ(audioThread, envelope);
        examples::orExit(device->start(organ));
        changes = changeWhilePlaying(audioThread, envelope, organ, playing);
        device->stop();
        // The device may end with a block of silence of its own.
        const auto heard = listener->heard(audioThread.submit([&] { return organ.nextFrame; }));
        report.promise(!heard.empty() &&
                           std::ranges::equal(heard, expected(changes, organ.silent, heard.size())),
                       "each closure ran between two blocks, at the frame that it answered");
    }
    report.figure("submit and back, the executor's own thread", examples::median(idle) * 1e-3, "us");
    report.figure("submit and back, a device that plays blocks of 64 frames (1333 us)",
                  examples::median(playing) * 1e-3, "us");
    return report.finish(count, arguments);
}
