// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <rondo/device/virtual/device_clock.h>

namespace rondo::test {

/// A clock that stands until somebody sleeps or works.
class SimulatedClock final : public device::DeviceClock {
public:
    std::int64_t now() noexcept override { return now_; }
    void sleepUntil(std::int64_t nanoseconds) noexcept override {
        sleeps_ += 1;
        if (nanoseconds > now_)
            now_ = nanoseconds + oversleep_;
    }
    std::int64_t threadTime() noexcept override { return knowsThread_ ? threadTime_.load() : -1; }

    /// Effects: the calling thread computes for so long.
    void work(std::int64_t nanoseconds) {
        now_ += nanoseconds;
        threadTime_ += nanoseconds;
    }
    /// Effects: the system lets nothing of ours run for so long.
    void stall(std::int64_t nanoseconds) { now_ += nanoseconds; }
    void oversleep(std::int64_t nanoseconds) { oversleep_ = nanoseconds; }
    void forgetThread() { knowsThread_ = false; }
    int sleeps() const { return sleeps_; }

private:
    std::atomic<std::int64_t> now_{1'000'000'000};
    std::atomic<std::int64_t> threadTime_{0};
    std::atomic<std::int64_t> oversleep_{0};
    std::atomic<bool> knowsThread_{true};
    std::atomic<int> sleeps_{0};
};

} // namespace rondo::test
