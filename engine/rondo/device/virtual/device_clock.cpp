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
};

} // namespace

DeviceClock& systemClock() noexcept {
    static SystemClock clock;
    return clock;
}

} // namespace rondo::device
