// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <rondo/base/cache_line.h>

namespace rondo::concurrency::detail {

/// The selector's value for "report"; the kernel's SYSCALL_DISPATCH_FILTER_BLOCK.
inline constexpr unsigned char armed = 1;

/// One watched thread. Slots are static and never freed: the kernel reads `selector` at every system call of
/// the thread, and kills the process when it cannot. Only the thread itself uses the rest, while it owns the
/// slot.
struct alignas(base::cacheLine) GuardSlot {
    volatile unsigned char selector = 0;
    bool dispatches = false; ///< the kernel reads the selector
    bool exactFaults = false;
    std::uint32_t epoch = 0;
    std::uint32_t blocksToCheck = 0;
    std::uint32_t checkInterval = 0;
    std::uint32_t blocksToWarm = 0;
    int thread = 0;
    std::uint64_t faultsSeen = 0;
    char threadName[16] = {};
    std::atomic<bool> taken{false};
};

/// Null on threads that never entered a scope. initial-exec: the handler and malloc read it, and must not make
/// the loader allocate it.
extern constinit thread_local GuardSlot* guardSlot [[gnu::tls_model("initial-exec")]];
/// 0: the guard is off; else the number of the configuration in force.
extern constinit std::atomic<std::uint32_t> guardEpoch;

/// Attaches the thread, or brings its slot up to the present configuration. Null when it cannot be watched.
GuardSlot* prepareThread(std::uint32_t epoch) noexcept;
void readFaultsBeforeBlock(GuardSlot& slot) noexcept;
void checkThread(GuardSlot& slot) noexcept;

inline GuardSlot* currentGuardSlot() noexcept {
    const std::uint32_t epoch = guardEpoch.load(std::memory_order_acquire);
    if (epoch == 0) [[likely]]
        return nullptr;
    GuardSlot* slot = guardSlot;
    if (slot != nullptr && slot->epoch == epoch) [[likely]]
        return slot;
    return prepareThread(epoch);
}

} // namespace rondo::concurrency::detail
