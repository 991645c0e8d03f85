// SPDX-License-Identifier: MIT
#include <rondo/device/virtual/device_clock.h>

#include <cerrno>
#include <ctime>
#include <rondo/base/clock.h>

namespace rondo::device {

namespace {

class SystemClock final : public DeviceClock {
public:
    std::int64_t now() noexcept override { return base::monotonicNanoseconds(); }
    void sleepUntil(std::int64_t nanoseconds) noexcept override {
        constexpr std::int64_t second = 1'000'000'000;
        const timespec until{static_cast<std::time_t>(nanoseconds / second),
                             static_cast<long>(nanoseconds % second)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
        }
    }
    std::int64_t threadTime() noexcept override {
        timespec used{};
        if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) != 0)
            return -1;
        return std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
    }
};

} // namespace

DeviceClock& systemClock() noexcept {
    static SystemClock clock;
    return clock;
}

} // namespace rondo::device
