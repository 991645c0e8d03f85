// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/futex.h>

#if defined(__linux__)
#include <ctime>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#error "detail/futex.cpp knows Linux only; port futexWait, futexWake and currentCpu to this system"
#endif

namespace rondo::concurrency::detail {

static_assert(sizeof(FutexWord) == 4 && FutexWord::is_always_lock_free);

void futexWait(const FutexWord& word, std::uint32_t expected, std::chrono::nanoseconds limit) noexcept {
    timespec relative{};
    relative.tv_sec = static_cast<time_t>(limit.count() / 1'000'000'000);
    relative.tv_nsec = static_cast<long>(limit.count() % 1'000'000'000);
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, &relative, nullptr, 0);
}

void futexWake(const void* address, int sleepers) noexcept {
    syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, sleepers, nullptr, nullptr, 0);
}

int currentCpu() noexcept { return sched_getcpu(); }

} // namespace rondo::concurrency::detail
