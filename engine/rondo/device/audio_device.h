// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <rondo/audio/audio_block.h>
#include <rondo/base/result.h>
#include <string>

namespace rondo::device {

/// What a caller asks a device for. A zero or empty field leaves the choice to the device.
struct StreamRequest {
    std::string device = {};       ///< name as `AudioDeviceInfo` gives it; empty: the best there is
    double rate = 0;               ///< hertz
    std::uint32_t blockFrames = 0; ///< frames of one callback, 16 to 4096
    std::uint32_t inputChannels = 0;
    std::uint32_t outputChannels = 2;
    std::string clientName = "rondo"; ///< as a sound server shows it
    /// SCHED_FIFO priority, 1 to 99, of a thread that the device makes itself ("virtual"); a sound server sets
    /// its own.
    std::optional<int> realtimePriority = std::nullopt;
};

/// What was agreed on.
struct StreamFormat {
    std::string device;
    double rate = 0;
    std::uint32_t blockFrames =
        0; ///< usual frames of a callback; a callback may bring fewer or more, up to `maximumFrames`
    std::uint32_t maximumFrames = 0;
    std::uint32_t inputChannels = 0;
    std::uint32_t outputChannels = 0;
    std::uint32_t inputLatency = 0;  ///< frames
    std::uint32_t outputLatency = 0; ///< frames
};

/// When a block is played.
struct BlockTime {
    std::int64_t frame = 0;       ///< frames delivered before this block since the stream started
    std::int64_t nanoseconds = 0; ///< CLOCK_MONOTONIC at the callback's start
    bool xrun = false;            ///< the device says that frames were lost just before this block
};

/// What a stream has counted. Late blocks are told apart by whose fault they were: `lateOurs` when our own work
/// took more than 70 % of the period, `lateTheirs` when the system called us late.
struct StreamStatistics {
    std::uint64_t blocks = 0;
    std::uint64_t frames = 0;
    std::uint64_t overruns = 0;  ///< input lost, as reported by the device
    std::uint64_t underruns = 0; ///< output lost, as reported by the device
    std::uint64_t lateOurs = 0;
    std::uint64_t lateTheirs = 0;
    double load = 0;     ///< share of the period that the last second's callbacks took, 0 to 1
    double loadPeak = 0; ///< the largest single callback since the start, as a share of its period
    double loadP999 = 0; ///< the 99.9th percentile of the callbacks since the start
};

/// Whoever makes the sound.
class AudioCallback {
public:
    virtual ~AudioCallback() = default;
    /// Effects: fills every sample of `output`. Requires: at most `StreamFormat::maximumFrames` frames, the
    /// same number in both. `input` may lie in the same memory as `output`. Progress: bounded. [audio]
    virtual void process(audio::ConstAudioBlock input, audio::AudioBlock output,
                         const BlockTime& time) noexcept = 0;
    /// Effects: learns that the stream has ended by itself, for instance because the sound server died;
    /// `reason` is a sentence. No further `process` follows. [any but audio]
    virtual void streamLost(const base::Error& reason) noexcept = 0;
};

/// An open stream on a device.
class AudioDevice {
public:
    virtual ~AudioDevice() = default;
    /// Returns: what was agreed on. Progress: wait-free. [any]
    virtual const StreamFormat& format() const noexcept = 0;
    /// Returns: what the device could not give as asked, in sentences: another block than requested, a refused
    /// priority; empty when everything was given. Complete once `start` has returned. Progress: blocking.
    /// [control]
    virtual std::string notice() const { return {}; }
    /// Effects: `callback.process` is called from the device's thread until `stop`. Requires: `callback` lives
    /// until then. Errors: refused, lost. Progress: blocking, with a deadline. [control]
    virtual base::Result<void> start(AudioCallback& callback) = 0;
    /// Effects: no callback runs or will run when this returns. A device that does not answer is given up after
    /// a deadline, and then never calls again. From inside the callback, where it does not belong, it waits for
    /// nothing; that block is the last. Progress: blocking, with a deadline. [control]
    virtual void stop() noexcept = 0;
    /// Returns: counters since `start`. Progress: wait-free. [any]
    virtual StreamStatistics statistics() const noexcept = 0;
};

} // namespace rondo::device
