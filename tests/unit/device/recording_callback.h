// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <rondo/device/audio_device.h>
#include <utility>
#include <vector>

namespace rondo::test {

/// The sample that stands at one frame of one channel: every one is different and exact.
inline float sampleAt(std::int64_t frame, std::uint32_t channel) {
    return static_cast<float>((frame * 8 + channel) % 1'000'003) / 1'048'576.0F;
}

/// Fills the output with `sampleAt` and keeps what it was called with. `during` runs inside every call.
class RecordingCallback final : public device::AudioCallback {
public:
    explicit RecordingCallback(std::size_t expectedBlocks = 4096) {
        times.reserve(expectedBlocks);
        frames.reserve(expectedBlocks);
    }
    void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                 const device::BlockTime& time) noexcept override {
        const auto count = output.channelCount() > 0 ? output.frameCount() : input.frameCount();
        if (times.size() < times.capacity()) {
            times.push_back(time);
            frames.push_back(count);
        }
        inputFrames = input.frameCount();
        if (heard)
            heard(input);
        for (std::uint32_t channel = 0; channel < output.channelCount(); ++channel)
            for (std::uint32_t frame = 0; frame < output.frameCount(); ++frame)
                output.channel(channel)[frame] = sampleAt(time.frame + frame, channel);
        if (during)
            during(time);
    }
    void streamLost(const base::Error& reason) noexcept override { losses.push_back(reason); }

    std::vector<device::BlockTime> times;
    std::vector<std::uint32_t> frames;
    std::vector<base::Error> losses;
    std::uint32_t inputFrames = 0;
    std::function<void(const device::BlockTime&)> during;
    std::function<void(audio::ConstAudioBlock)> heard;
};

} // namespace rondo::test
