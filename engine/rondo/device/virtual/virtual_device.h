// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <rondo/device/audio_device.h>
#include <rondo/device/virtual/device_clock.h>
#include <string>

namespace rondo::device {

/// What a test sees of a virtual device: it plays into this and records from it.
class VirtualWorld {
public:
    virtual ~VirtualWorld() = default;
    /// Effects: fills every sample of `input`, which the next callback hears. Progress: bounded. [audio]
    // NOLINTNEXTLINE(performance-unnecessary-value-param): blocks are views and go by value everywhere.
    virtual void record(audio::AudioBlock input, std::int64_t frame) noexcept { (void)frame, input.clear(); }
    /// Effects: takes what the last callback has played. Progress: bounded. [audio]
    virtual void play(audio::ConstAudioBlock output, std::int64_t frame) noexcept { (void)output, (void)frame; }
};

/// Where a virtual device lives.
struct VirtualSurroundings {
    std::shared_ptr<DeviceClock> clock;  ///< null: CLOCK_MONOTONIC
    std::shared_ptr<VirtualWorld> world; ///< null: silence comes in, what goes out is dropped
    bool loopback = false; ///< without a world: each block hears what the block before it has played
    std::string notice;    ///< why it came to a virtual device, for `notice()`
};

/// A device without hardware, named "virtual": a thread of its own calls every block at its absolute due time,
/// at any rate from 8000 to 768000 Hz and any block from 16 to 4096 frames (48000 and 256 unless asked). When
/// it is behind it catches up without a pause between blocks; when it is behind by more than four blocks it
/// counts one under- and overrun (each as far as there are such channels), sets `BlockTime::xrun`, and goes on
/// from then: the frame count has no gap, the time is lost. All calls: as AudioDevice.
class VirtualDevice final : public AudioDevice {
public:
    /// Returns: a stopped device. Errors: invalidArgument for a field outside its range. Progress: blocking.
    /// [control]
    static base::Result<std::unique_ptr<VirtualDevice>> open(const StreamRequest& request,
                                                             VirtualSurroundings surroundings = {});
    ~VirtualDevice() override;

    const StreamFormat& format() const noexcept override;
    std::string notice() const override;
    base::Result<void> start(AudioCallback& callback) override;
    void stop() noexcept override;
    StreamStatistics statistics() const noexcept override;

private:
    struct Parts;
    explicit VirtualDevice(std::unique_ptr<Parts> parts) noexcept;
    std::unique_ptr<Parts> parts_;
};

} // namespace rondo::device
