// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/device/virtual/device_clock.h>

namespace rondo::device::detail {

/// When each block of a device without hardware is due. The time of a block follows from the anchor and the
/// frames before it, not from the block before it, so rounding never adds up. A device that is behind catches
/// up block by block; one that is behind by more than `tolerance` blocks moves its anchor by what it is behind,
/// which loses that time for good, and says so.
class BlockTimer {
public:
    static constexpr int tolerance = 4;

    struct Wake {
        std::int64_t nanoseconds = 0; ///< the time when the block starts
        std::int64_t lost = 0;        ///< nanoseconds that the anchor was moved by; not 0 after an xrun
    };

    BlockTimer(DeviceClock& clock, double rate, std::uint32_t blockFrames) noexcept;
    /// Effects: the first block is due now.
    void start() noexcept;
    /// Effects: sleeps until the next block is due; not at all when that has passed. [audio]
    Wake wait() noexcept;
    /// Returns: when the next block is due.
    std::int64_t due() const noexcept;

private:
    DeviceClock& clock_;
    const double rate_;
    const std::uint32_t blockFrames_;
    const std::int64_t limit_;
    std::int64_t anchor_ = 0;
    std::int64_t frames_ = 0;
};

} // namespace rondo::device::detail
