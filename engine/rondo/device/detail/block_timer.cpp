// SPDX-License-Identifier: MIT
#include <rondo/device/detail/block_timer.h>

#include <cmath>

namespace rondo::device::detail {

namespace {
// long double: 64 bits of mantissa hold the product exactly for days of frames.
std::int64_t nanosecondsOf(std::int64_t frames, double rate) noexcept {
    return std::llround(static_cast<long double>(frames) * 1e9L / static_cast<long double>(rate));
}
} // namespace

BlockTimer::BlockTimer(DeviceClock& clock, double rate, std::uint32_t blockFrames) noexcept
    : clock_(clock), rate_(rate), blockFrames_(blockFrames),
      limit_(nanosecondsOf(std::int64_t{tolerance} * blockFrames, rate)) {}

void BlockTimer::start() noexcept {
    anchor_ = clock_.now();
    frames_ = 0;
}

std::int64_t BlockTimer::due() const noexcept { return anchor_ + nanosecondsOf(frames_, rate_); }

BlockTimer::Wake BlockTimer::wait() noexcept {
    Wake wake{clock_.now(), 0};
    if (const auto deadline = due(); wake.nanoseconds < deadline) {
        clock_.sleepUntil(deadline);
        wake.nanoseconds = clock_.now();
    }
    const auto behind = wake.nanoseconds - due();
    if (behind > limit_) {
        anchor_ += behind;
        wake.lost = behind;
    }
    frames_ += blockFrames_;
    return wake;
}

} // namespace rondo::device::detail
