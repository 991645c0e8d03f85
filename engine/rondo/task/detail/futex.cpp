// SPDX-License-Identifier: MIT
#include <rondo/task/detail/futex.h>

#if defined(__linux__)
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#error "detail/futex.cpp knows Linux only; wait on an address here as this system does"
#endif

namespace rondo::task::detail {

static_assert(sizeof(Atomic<std::uint32_t>) == sizeof(std::uint32_t), "the kernel waits on the bare word");

void futexWait(const Atomic<std::uint32_t>& word, std::uint32_t expected,
               concurrency::Deadline deadline) noexcept {
    timespec limit{};
    if (!deadline.isNever()) {
        const auto left = deadline.remaining().count();
        limit = {left / 1'000'000'000, left % 1'000'000'000};
    }
    syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, deadline.isNever() ? nullptr : &limit, nullptr, 0);
}

void futexWake(const void* address) noexcept {
    syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

} // namespace rondo::task::detail
