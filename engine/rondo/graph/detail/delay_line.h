// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <rondo/audio/audio_buffer.h>

namespace rondo::graph::detail {

/// The samples on an edge that arrives late on purpose: latency compensation, or a feedback edge. It belongs to
/// the edge, not to a schedule, so that its content outlives a swap; the schedules that use it share it. Made
/// on the control side, then used by whoever runs the schedule; all calls but the constructor: wait-free,
/// [audio].
class DelayLine {
public:
    /// Effects: room for a delay of `capacity` frames in blocks of `maximumFrames`. `start`: the delay to begin
    /// with, its past being silence.
    DelayLine(std::uint32_t width, std::uint32_t capacity, std::uint32_t maximumFrames, std::uint32_t start);

    /// Returns: the longest delay. [any]
    std::uint32_t capacity() const noexcept { return capacity_; }
    /// Returns: after how many silent frames nothing but silence is left in it. [any]
    std::uint32_t memory() const noexcept { return mask_ + 1; }

    /// Returns: whether it passes everything on at once, so that it can be left out. [any]
    bool idle() const noexcept { return idle_.load(std::memory_order_relaxed); }

    /// Effects: `output` is `input` as it was `delay` frames before; it may lie in the same memory. When
    /// `delay` differs from the call before, the line fades from one to the other as soon as its past reaches
    /// so far.
    void process(audio::ConstAudioBlock input, audio::AudioBlock output, std::uint32_t delay) noexcept;

    /// Effects: delays by `delay` from now on, without a fade; its past is forgotten by whoever waits so long.
    void restart(std::uint32_t delay) noexcept {
        delay_ = next_ = delay;
        faded_ = 0;
    }

    /// Effects: the two halves of a fixed delay, in either order and on any thread, once a block each.
    /// Requires: no block is longer than `delay`.
    void write(audio::ConstAudioBlock input) noexcept;
    void read(audio::AudioBlock output, std::uint32_t delay) noexcept;

private:
    void copyIn(audio::ConstAudioBlock input, std::uint64_t position) noexcept;
    void copyOut(audio::AudioBlock output, std::uint64_t position) const noexcept;
    void fade(audio::AudioBlock output, std::uint64_t position) const noexcept;

    std::uint32_t capacity_;
    std::uint32_t mask_;
    audio::AudioBuffer samples_;
    std::uint64_t written_ = 0;
    std::uint64_t begun_ = 0;  ///< when its past began
    std::uint64_t readAt_ = 0; ///< of the half that reads
    std::uint32_t delay_;      ///< that is heard, or faded away from
    std::uint32_t next_;       ///< that is faded to
    std::uint32_t faded_ = 0;  ///< frames of the fade so far; 0: none
    std::atomic<bool> idle_{false};
};

} // namespace rondo::graph::detail
