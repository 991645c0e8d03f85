// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <rondo/audio/audio_buffer.h>
#include <rondo/device/audio_device.h>
#include <rondo/device/detail/stream_delivery.h>

namespace rondo::device {

/// Runs a callback as fast as it goes, on the thread that calls `run`: for rendering. Its time is the sound's
/// own: `BlockTime::nanoseconds` counts frames at the rate, so a render never depends on the machine, and no
/// block is ever late. All calls that AudioDevice has: as there, on the control thread, and never beside `run`,
/// but for `cancel`.
class OfflineDevice final : public AudioDevice {
public:
    /// Receives what was played; a failure ends the run. Runs on the thread of `run`, outside the callback.
    using Sink = std::function<base::Result<void>(audio::ConstAudioBlock)>;
    /// Fills what the next block hears. Runs on the thread of `run`, outside the callback.
    using Source = std::function<void(audio::AudioBlock)>;

    /// Returns: a stopped device; 48000 Hz and 1024 frames unless asked. Errors: invalidArgument for a field
    /// outside its range. Progress: blocking. [control]
    static base::Result<std::unique_ptr<OfflineDevice>> open(const StreamRequest& request);
    ~OfflineDevice() override { stop(); }

    /// Effects: plays exactly `frames` frames in blocks, the last one shorter, until they are done, `cancel` is
    /// called or `sink` fails. A later run goes on where this one ended. Requires: `start` was called. Either
    /// function may be empty: silence comes in, what goes out is dropped. Returns: how many frames were played.
    /// Errors: refused when not started; what `sink` returns. Progress: blocking. [control]
    base::Result<std::int64_t> run(std::int64_t frames, const Sink& sink = {}, const Source& source = {});
    /// Effects: the run of now ends after its current block; so does the next one when none is on. `start`
    /// forgets it. Progress: wait-free. [any]
    void cancel() noexcept { cancelled_.store(true, std::memory_order_release); }

    const StreamFormat& format() const noexcept override { return format_; }
    base::Result<void> start(AudioCallback& callback) override;
    void stop() noexcept override { delivery_.shut(); }
    StreamStatistics statistics() const noexcept override { return delivery_.statistics(); }

private:
    explicit OfflineDevice(const StreamRequest& request);
    struct SoundClock final : DeviceClock {
        std::int64_t now() noexcept override { return nanoseconds; }
        void sleepUntil(std::int64_t) noexcept override {}
        std::int64_t nanoseconds = 0;
    };
    const StreamFormat format_;
    SoundClock clock_;
    detail::StreamDelivery delivery_{clock_};
    audio::AudioBuffer input_;
    audio::AudioBuffer output_;
    std::int64_t played_ = 0;
    std::atomic<bool> cancelled_{false};
};

} // namespace rondo::device
