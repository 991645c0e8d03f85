// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <ctime>
#include <optional>
#include <portaudio.h>
#include <rondo/audio/audio_buffer.h>
#include <rondo/device/audio_device.h>
#include <rondo/device/detail/stream_delivery.h>
#include <rondo/device/portaudio/detail/port_audio_choice.h>
#include <string>

namespace rondo::device::detail {

/// One PortAudio stream and all that PortAudio's threads touch of us. Shared by the device and by every call on
/// the supervised thread, and kept for good when such a call is abandoned. All calls but the callback: on the
/// thread of a PortAudioLease.
class PortAudioStream {
public:
    PortAudioStream(const PortAudioChoice& choice, const StreamRequest& request);

    /// Effects: opens the stream; on JACK runs it silently for a block, because only that tells the server's
    /// block.
    PaError open();
    PaError start() { return Pa_StartStream(stream_); }
    /// Effects: stops without playing what is queued; nothing when it is stopped.
    PaError stop();
    PaError close() { return Pa_CloseStream(stream_); }
    bool active() { return Pa_IsStreamActive(stream_) == 1; }

    /// Returns: what was agreed on, complete after `open`. [control]
    const StreamFormat& format() const noexcept { return format_; }
    const std::string& api() const noexcept { return api_; }
    /// Returns: callbacks so far. [any]
    std::uint64_t callbacks() const noexcept { return callbacks_.load(std::memory_order_relaxed); }
    /// Effects: settles whose fault the late blocks were. [any but audio, one thread at a time]
    void review() noexcept;
    StreamDelivery& delivery() noexcept { return delivery_; }

private:
    static constexpr clockid_t noClock = -1;

    static int callback(const void* input, void* output, unsigned long frames,
                        const PaStreamCallbackTimeInfo* time, PaStreamCallbackFlags flags, void* self) noexcept;
    void arrive(const void* input, void* output, std::uint32_t frames, double deviceTime,
                PaStreamCallbackFlags flags) noexcept;
    void learnThread() noexcept;
    PaError measureBlock();

    StreamFormat format_;
    const std::string api_;
    const int device_;
    const double inputLatency_;
    const double outputLatency_;
    PaStream* stream_ = nullptr;
    StreamDelivery delivery_;
    audio::AudioBuffer silence_;
    double lastDeviceTime_ = -1;
    std::atomic<clockid_t> threadClock_{noClock};
    std::atomic<std::uint64_t> callbacks_{0};
    std::atomic<std::uint32_t> callbackFrames_{0};
};

} // namespace rondo::device::detail
