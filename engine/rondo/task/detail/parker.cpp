// SPDX-License-Identifier: MIT
#include <rondo/task/detail/atomic.h>
#include <rondo/task/detail/parker.h>

#if defined(__linux__)
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#error "detail/parker.cpp knows Linux only; wait on an address here as this system does"
#endif

namespace rondo::task::detail {

static_assert(sizeof(Atomic<std::uint32_t>) == sizeof(std::uint32_t), "the kernel waits on the bare word");

bool Parker::park(concurrency::Deadline deadline) noexcept {
    for (;;) {
        if (word_.exchange(0, std::memory_order_acquire) != 0)
            return true;
        timespec limit{};
        if (!deadline.isNever()) {
            const auto left = deadline.remaining().count();
            if (left <= 0)
                return word_.exchange(0, std::memory_order_acquire) != 0;
            limit = {left / 1'000'000'000, left % 1'000'000'000};
        }
        syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, 0, deadline.isNever() ? nullptr : &limit, nullptr, 0);
    }
}

// The address is a mere number to the second call: the word may be gone already.
void Parker::unpark() noexcept {
    const void* const address = &word_;
    if (word_.exchange(1, std::memory_order_release) == 0)
        syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

} // namespace rondo::task::detail
