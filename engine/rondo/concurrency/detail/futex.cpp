// SPDX-License-Identifier: MIT
#include <algorithm>
#include <rondo/concurrency/detail/futex.h>

#if defined(__linux__)
#include <cerrno>
#include <ctime>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#error "detail/futex.cpp knows Linux only; port its functions to this system"
#endif

namespace rondo::concurrency::detail {

static_assert(sizeof(FutexWord) == 4 && FutexWord::is_always_lock_free);

namespace {

timespec timespecOf(std::int64_t nanoseconds) noexcept {
    timespec time{};
    time.tv_sec = static_cast<time_t>(nanoseconds / 1'000'000'000);
    time.tv_nsec = static_cast<long>(nanoseconds % 1'000'000'000);
    return time;
}

timespec fromNow(clockid_t clock, std::chrono::nanoseconds limit) noexcept {
    timespec now{};
    clock_gettime(clock, &now);
    return timespecOf(std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec +
                      std::min<std::chrono::nanoseconds>(limit, longestWait).count());
}

} // namespace

void futexWait(const FutexWord& word, std::uint32_t expected, std::chrono::nanoseconds limit) noexcept {
    const timespec relative = timespecOf(limit.count());
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, &relative, nullptr, 0);
}

void futexWake(const void* address, int sleepers) noexcept {
    syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, sleepers, nullptr, nullptr, 0);
}

std::uint32_t threadNumber() noexcept {
    thread_local const auto number = static_cast<std::uint32_t>(syscall(SYS_gettid));
    return number;
}

PiOutcome futexLockPi(FutexWord& word, std::chrono::nanoseconds limit) noexcept {
    timespec until = fromNow(CLOCK_MONOTONIC, limit);
    auto failed = syscall(SYS_futex, &word, FUTEX_LOCK_PI2_PRIVATE, 0, &until, nullptr, 0);
    if (failed != 0 && errno == ENOSYS) { // before Linux 5.14; this one counts by the wall clock
        until = fromNow(CLOCK_REALTIME, limit);
        failed = syscall(SYS_futex, &word, FUTEX_LOCK_PI_PRIVATE, 0, &until, nullptr, 0);
    }
    if (failed == 0)
        return PiOutcome::locked;
    switch (errno) {
    case EDEADLK:
        return PiOutcome::deadlock;
    case ESRCH:
    case EINVAL: // the same, as seen by who comes while the kernel gives the word to one that waited
        return PiOutcome::ownerGone;
    case ETIMEDOUT:
    case EAGAIN: // the holder's thread is just ending
    case EINTR:
        return PiOutcome::timeout;
    default:
        return PiOutcome::refused;
    }
}

void futexUnlockPi(FutexWord& word) noexcept {
    syscall(SYS_futex, &word, FUTEX_UNLOCK_PI_PRIVATE, 0, nullptr, nullptr, 0);
}

int currentCpu() noexcept { return sched_getcpu(); }

void yieldCpu() noexcept { sched_yield(); }

} // namespace rondo::concurrency::detail
