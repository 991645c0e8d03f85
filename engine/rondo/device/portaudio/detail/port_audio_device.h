// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <rondo/device/audio_device.h>
#include <rondo/device/portaudio/detail/port_audio_lease.h>
#include <rondo/device/portaudio/detail/port_audio_stream.h>
#include <string>
#include <thread>

namespace rondo::device::detail {

/// A hardware device or sound server through PortAudio. Its control calls wait for the lease's thread with
/// deadlines; a watching thread, which never calls PortAudio itself, notices when the callbacks stop.
class PortAudioDevice final : public AudioDevice {
public:
    PortAudioDevice(PortAudioLease lease, std::shared_ptr<PortAudioStream> stream, std::string notice);
    ~PortAudioDevice() override;

    const StreamFormat& format() const noexcept override { return stream_->format(); }
    std::string notice() const override { return notice_; }
    base::Result<void> start(AudioCallback& callback) override;
    void stop() noexcept override;
    StreamStatistics statistics() const noexcept override { return stream_->delivery().statistics(); }

private:
    void watch();
    bool stillActive();
    void lose(const std::string& how);
    void endWatch() noexcept;
    /// Runs one call on the stream; nothing when it did not answer in time.
    std::optional<PaError> ask(PaError (PortAudioStream::*call)(), std::chrono::milliseconds deadline) noexcept;
    base::Error cannotStart(std::optional<PaError> error) const;

    PortAudioLease lease_;
    const std::shared_ptr<PortAudioStream> stream_;
    const std::string notice_;
    std::thread watcher_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool started_ = false;
    bool ending_ = false; ///< guarded by mutex_
    bool lost_ = false;   ///< guarded by mutex_
};

} // namespace rondo::device::detail
