// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/audio/audio_buffer.h>
#include <rondo/device/audio_device.h>
#include <rondo/device/detail/stream_delivery.h>
#include <vector>

namespace rondo::device {

/// Somebody else's callback as a device: a plugin host's, a game's, another audio library's. The embedder calls
/// `process` wherever its own audio arrives, and the user of the device sees an AudioDevice like any other.
/// All calls that AudioDevice has: as there.
class ExternalDevice final : public AudioDevice {
public:
    /// Effects: `request.blockFrames` is the most that one callback of the user brings (4096 unless asked).
    /// Returns: a stopped device. Errors: invalidArgument for a field outside its range, or no rate.
    /// Progress: blocking. [control]
    static base::Result<std::unique_ptr<ExternalDevice>> open(const StreamRequest& request);
    ~ExternalDevice() override { stop(); }

    /// Effects: the user's callback fills `output`, in pieces when there are more frames than the maximum.
    /// Channels that the user has and the blocks have not are silent or dropped; channels of `output` that the
    /// user has not, and all of it while the device is stopped, become silence. An `input` with fewer frames
    /// than `output` counts as no input. `output` may lie in the memory of `input`. Progress: bounded. [audio,
    /// one thread at a time]
    void process(audio::ConstAudioBlock input, audio::AudioBlock output) noexcept;
    /// Effects: tells the user that the stream has ended by itself. [control]
    void lose(const base::Error& reason) noexcept { delivery_.lose(reason); }

    const StreamFormat& format() const noexcept override { return format_; }
    base::Result<void> start(AudioCallback& callback) override;
    void stop() noexcept override { delivery_.shut(); }
    StreamStatistics statistics() const noexcept override { return delivery_.statistics(); }

private:
    explicit ExternalDevice(const StreamRequest& request);
    void pass(audio::ConstAudioBlock input, audio::AudioBlock output, std::int64_t now,
              bool continued) noexcept;

    const StreamFormat format_;
    detail::StreamDelivery delivery_;
    audio::AudioBuffer silence_; ///< for inputs that the embedder does not bring
    audio::AudioBuffer surplus_; ///< for outputs that the embedder does not take
    std::vector<const float*> inputs_;
    std::vector<float*> outputs_;
};

} // namespace rondo::device
