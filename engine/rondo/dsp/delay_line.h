// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rondo::dsp {

/// Remembers the newest samples of one channel. Construction allocates [control]; the rest is wait-free,
/// [audio].
class DelayLine {
public:
    DelayLine() noexcept = default;
    /// Effects: room for delays of up to `maximumFrames` frames; remembers silence. Errors: std::bad_alloc.
    explicit DelayLine(std::uint32_t maximumFrames)
        : ring_(std::bit_ceil(std::size_t{maximumFrames} + 4)), mask_(ring_.size() - 1),
          longest_(maximumFrames) {}

    /// Effects: takes in the sample of the next frame.
    void write(float sample) noexcept { ring_[++newest_ & mask_] = sample; }
    /// Returns: the sample written `frames` frames before the newest. Requires: `frames` within the room.
    float read(std::uint32_t frames) const noexcept { return ring_[(newest_ - frames) & mask_]; }
    /// Returns: the value `frames` frames before the newest, by a third-order curve through four samples
    /// (Hermite); limited to 1 to the longest delay.
    float readBetween(float frames) const noexcept {
        const float bounded = std::clamp(frames, 1.0f, static_cast<float>(longest_));
        const auto whole = static_cast<std::uint32_t>(bounded);
        const float part = bounded - static_cast<float>(whole);
        const float before = read(whole - 1);
        const float here = read(whole);
        const float after = read(whole + 1);
        const float beyond = read(whole + 2);
        const float slope = 0.5f * (after - before);
        const float change = here - after;
        const float curve = slope + change;
        const float bend = curve + change + 0.5f * (beyond - here);
        return ((bend * part - (curve + bend)) * part + slope) * part + here;
    }
    /// Returns: the longest delay in frames.
    std::uint32_t longest() const noexcept { return longest_; }
    /// Effects: remembers silence. Progress: linear in the room.
    void clear() noexcept { std::ranges::fill(ring_, 0.0f); }

private:
    std::vector<float> ring_;
    std::size_t mask_ = 0;
    std::size_t newest_ = 0;
    std::uint32_t longest_ = 0;
};

} // namespace rondo::dsp
