// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <memory>
#include <rondo/base/result.h>
#include <rondo/device/detail/supervised_thread.h>
#include <string>
#include <utility>

namespace rondo::device::detail {

/// The right to call PortAudio, which is one for a process and not thread-safe: while a lease lives PortAudio
/// is initialised, and all calls go through one supervised thread. The first lease initialises it, so that the
/// list of devices is fresh; the last one terminates it.
///
/// PortAudio's process-wide state is the one exception to "no mutable globals": the record of who leases it
/// mirrors that state and lives in the .cpp file.
class PortAudioLease {
public:
    /// Effects: `clientName` becomes the JACK client's name if this is the first lease.
    /// Errors: lost (a call of PortAudio is still out, left behind when a server died), timeout, refused.
    static base::Result<PortAudioLease> acquire(const std::string& clientName);

    PortAudioLease(PortAudioLease&& other) noexcept : thread_(std::move(other.thread_)) {}
    PortAudioLease& operator=(PortAudioLease&& other) noexcept {
        std::swap(thread_, other.thread_);
        return *this;
    }
    ~PortAudioLease();

    SupervisedThread& thread() const noexcept { return *thread_; }

    /// Effects: keeps `object` alive for good: an abandoned PortAudio may still call into it.
    static void keepForever(std::shared_ptr<const void> object);

private:
    explicit PortAudioLease(std::shared_ptr<SupervisedThread> thread) noexcept : thread_(std::move(thread)) {}
    std::shared_ptr<SupervisedThread> thread_;
};

/// Why nothing can be asked of PortAudio for now.
base::Error portAudioAbandoned();

} // namespace rondo::device::detail
