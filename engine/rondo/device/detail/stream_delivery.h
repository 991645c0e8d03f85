// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <rondo/audio/audio_block.h>
#include <rondo/base/error.h>
#include <rondo/device/audio_device.h>
#include <rondo/device/detail/stream_meter.h>
#include <rondo/device/virtual/device_clock.h>
#include <thread>

namespace rondo::device::detail {

/// What a device says about one of its callbacks.
struct Arrival {
    std::int64_t nanoseconds = 0; ///< CLOCK_MONOTONIC, or the device's clock, at the callback's start
    bool continued = false;       ///< belongs to the same moment of the device as the callback before
    bool inputLost = false;
    bool outputLost = false;
};

/// The gate between a device's thread and the user's callback. While it is shut a device hears silence and the
/// user hears nothing, whatever the device's thread does; that is what lets a device be given up that does not
/// answer.
class StreamDelivery {
public:
    /// Requires: `clock` outlives this object. [control]
    explicit StreamDelivery(DeviceClock& clock = systemClock()) noexcept : clock_(clock) {}

    /// Requires: shut, and no callback runs. [control]
    void open(AudioCallback& callback, const StreamFormat& format) noexcept;
    /// Effects: shuts the gate and waits for the callback that is inside, unless it is the caller's own.
    /// Further calls do nothing. [control]
    void shut() noexcept;
    /// Returns: whether the caller is inside the callback, where it cannot wait for its end. [any]
    bool callerInside() const noexcept {
        return insider_.load(std::memory_order_relaxed) == std::this_thread::get_id();
    }
    /// Effects: hands one callback of the device to the user in pieces of at most `maximumFrames`, or clears
    /// the output when the gate is shut or another thread is inside. Progress: wait-free beside the user.
    /// [audio]
    void deliver(audio::ConstAudioBlock input, audio::AudioBlock output, const Arrival& arrival) noexcept;
    /// Effects: shuts the gate and tells the user once why, unless it is shut already. [control]
    void lose(const base::Error& reason) noexcept;
    /// Effects: settles whose fault the late blocks since the last review were; see StreamMeter::review.
    template <class ThreadTime>
    void review(ThreadTime threadTime) noexcept {
        meter_.review(threadTime);
    }
    /// [any]
    StreamStatistics statistics() const noexcept { return meter_.read(); }
    bool isOpen() const noexcept { return (state_.load(std::memory_order_acquire) & openBit) != 0; }

private:
    static constexpr std::uint32_t openBit = 1;
    static constexpr std::uint32_t insideBit = 2;

    bool close() noexcept;
    void admit(audio::ConstAudioBlock input, audio::AudioBlock output, const Arrival& arrival) noexcept;
    void pass(audio::ConstAudioBlock input, audio::AudioBlock output, const Arrival& arrival) noexcept;

    DeviceClock& clock_;
    AudioCallback* callback_ = nullptr;
    std::uint32_t maximumFrames_ = 0;
    std::int64_t frame_ = 0;
    StreamMeter meter_;
    std::atomic<std::uint32_t> state_{0};
    std::atomic<std::thread::id> insider_{};
};

} // namespace rondo::device::detail
