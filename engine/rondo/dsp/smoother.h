// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

namespace rondo::dsp {

/// Moves a value to its target in a straight line over a fixed number of frames and ends on it exactly. The
/// state advances once a frame, so that the values do not depend on how the stream is cut. All calls:
/// wait-free, [audio].
class LinearSmoother {
public:
    LinearSmoother() noexcept = default;
    /// Effects: starts at rest on `value`; later moves take `frames` frames, none when 0.
    LinearSmoother(float value, std::uint32_t frames) noexcept
        : current_(value), target_(value), frames_(frames) {}

    /// Effects: starts a move from where the value is now; none when it is there already.
    void setTarget(float target) noexcept {
        target_ = target;
        if (frames_ == 0 || target == current_) {
            current_ = target;
            remaining_ = 0;
            return;
        }
        remaining_ = frames_;
        step_ = (target - current_) / static_cast<float>(frames_);
    }
    /// Effects: is at rest on `value` at once.
    void jumpTo(float value) noexcept {
        current_ = target_ = value;
        remaining_ = 0;
    }
    /// Effects: advances by one frame. Returns: the value there.
    float next() noexcept {
        if (remaining_ == 0)
            return current_;
        --remaining_;
        current_ = remaining_ == 0 ? target_ : current_ + step_;
        return current_;
    }
    /// Returns: whether the value is still on its way.
    bool moving() const noexcept { return remaining_ != 0; }
    /// Returns: the value without advancing.
    float current() const noexcept { return current_; }
    /// Returns: where the value goes or rests.
    float target() const noexcept { return target_; }

private:
    float current_ = 0;
    float target_ = 0;
    float step_ = 0;
    std::uint32_t remaining_ = 0;
    std::uint32_t frames_ = 0;
};

/// Moves a value to its target exponentially and ends on it exactly once the rest is inaudible (under 2^-20 of
/// the whole move). All calls: wait-free, [audio].
class OnePoleSmoother {
public:
    OnePoleSmoother() noexcept = default;
    /// Effects: starts at rest on `value`; a move covers 1 - 1/e of its way in `frames` frames.
    OnePoleSmoother(float value, float frames) noexcept
        : current_(value), target_(value), coefficient_(frames > 0 ? -std::expm1(-1.0f / frames) : 1.0f) {}

    /// Effects: starts a move from where the value is now.
    void setTarget(float target) noexcept {
        target_ = target;
        nearEnough_ = std::abs(target - current_) * 0x1p-20f;
    }
    /// Effects: advances by one frame. Returns: the value there.
    float next() noexcept {
        // A step too small to be added would never arrive.
        const float before = current_;
        current_ += coefficient_ * (target_ - current_);
        if (current_ == before || std::abs(target_ - current_) <= nearEnough_)
            current_ = target_;
        return current_;
    }
    /// Returns: whether the value is still on its way.
    bool moving() const noexcept { return current_ != target_; }
    /// Returns: the value without advancing.
    float current() const noexcept { return current_; }

private:
    float current_ = 0;
    float target_ = 0;
    float coefficient_ = 1;
    float nearEnough_ = 0;
};

} // namespace rondo::dsp
