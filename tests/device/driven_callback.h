// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <rondo/concurrency/executor.h>
#include <rondo/device/audio_device.h>
#include <thread>
#include <vector>

namespace rondo::test {

/// The sample of one frame: exact in float, never zero, and different from those of the next 8 million frames.
inline float sampleAt(std::int64_t frame) { return static_cast<float>(frame % 8'000'000 + 1) / 8'388'608.0F; }

/// A user as a real one: each block enters a Driver, so the realtime guard watches it.
class DrivenCallback final : public device::AudioCallback {
public:
    explicit DrivenCallback(std::size_t heardFrames = 0) : driver(executor.adopt()), heard(heardFrames) {}

    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        if (auto block = driver.enter()) {
            for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel) {
                std::int64_t frame = time.frame;
                for (float& sample : output.channel(channel))
                    sample = sampleAt(frame++);
            }
            keep(input);
        } else {
            output.clear();
        }
        blocks.fetch_add(1);
    }
    void streamLost(const base::Error& reason) noexcept override {
        losses.fetch_add(1);
        lost.set_value(reason);
    }

    concurrency::Executor executor;
    concurrency::Driver driver;
    std::vector<float> heard;
    std::atomic<std::size_t> kept{0};
    std::atomic<std::uint64_t> blocks{0};
    std::atomic<int> losses{0};
    std::promise<base::Error> lost;

private:
    void keep(audio::ConstAudioBlock input) noexcept {
        const auto position = kept.load();
        if (input.channelCount() == 0 || heard.size() - position < input.frameCount())
            return;
        const auto samples = input.channel(0);
        if (std::ranges::all_of(samples, [](float sample) { return sample == 0; }))
            return;
        std::ranges::copy(samples, heard.begin() + static_cast<std::ptrdiff_t>(position));
        kept.store(position + input.frameCount());
    }
};

/// Whether `condition` came true within a minute, which only a failing test waits for. The audio thread cannot
/// wake anybody, so this looks again and again.
inline bool eventually(const std::function<bool()>& condition) {
    for (int looks = 0; looks < 60'000; ++looks) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    return false;
}

} // namespace rondo::test
