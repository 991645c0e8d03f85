// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/guard_slot.h>

#include <cstdlib>
#include <cstring>
#include <rondo/concurrency/detail/guard_configuration.h>
#include <rondo/concurrency/detail/guard_dispatch.h>
#include <rondo/concurrency/detail/guard_ring.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rondo::concurrency::detail {

constinit thread_local GuardSlot* guardSlot = nullptr;
constinit std::atomic<std::uint32_t> guardEpoch{0};
GuardConfiguration guardConfiguration;

namespace {

constexpr unsigned slotCount = 128;
GuardSlot slots[slotCount];

std::uint64_t pageFaults() noexcept {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    return static_cast<std::uint64_t>(usage.ru_minflt) + static_cast<std::uint64_t>(usage.ru_majflt);
}

// Gives the slot back when the thread ends. The kernel forgets the selector first, so that the rest of the
// thread's end is nobody's business.
struct ThreadEnd {
    GuardSlot* slot = nullptr;
    bool ended = false;
    ~ThreadEnd() {
        ended = true;
        if (slot == nullptr)
            return;
        detachDispatch(*slot);
        guardSlot = nullptr;
        slot->taken.store(false, std::memory_order_release);
        slot = nullptr;
    }
};
thread_local ThreadEnd threadEnd;
thread_local std::uint32_t refusedEpoch = 0;

GuardSlot* takeSlot() noexcept {
    for (GuardSlot& slot : slots) {
        bool expected = false;
        if (!slot.taken.load(std::memory_order_relaxed) &&
            slot.taken.compare_exchange_strong(expected, true, std::memory_order_acquire))
            return &slot;
    }
    return nullptr;
}

// A thread's first allocation maps an arena, and that is not the callback's doing.
void warmUp() noexcept {
    void* volatile block = std::malloc(64);
    std::free(block);
}

void configure(GuardSlot& slot, std::uint32_t epoch) noexcept {
    const std::uint32_t interval = guardConfiguration.pageFaultBlocks.load(std::memory_order_relaxed);
    slot.exactFaults = interval == 1;
    slot.checkInterval = interval;
    slot.blocksToCheck = interval;
    slot.blocksToWarm = guardConfiguration.warmUpBlocks.load(std::memory_order_relaxed);
    slot.faultsSeen = pageFaults();
    slot.epoch = epoch;
    prctl(PR_GET_NAME, slot.threadName);
}

GuardSlot* attachThread(std::uint32_t epoch) noexcept {
    // After this thread's last words nothing would give a slot back.
    if (threadEnd.ended || refusedEpoch == epoch)
        return nullptr;
    GuardSlot* slot = takeSlot();
    if (slot == nullptr) {
        refusedEpoch = epoch;
        guardConfiguration.threadsUnguarded.fetch_add(1, std::memory_order_relaxed);
        return nullptr;
    }
    slot->selector = 0;
    slot->thread = static_cast<int>(syscall(SYS_gettid));
    slot->dispatches = false;
    threadEnd.slot = slot;
    warmUp();
    guardSlot = slot;
    if (guardConfiguration.dispatches.load(std::memory_order_acquire)) {
        const int refused = attachDispatch(*slot);
        if (refused != 0)
            guardConfiguration.refusedError.store(refused, std::memory_order_relaxed);
    }
    return slot;
}

void reportFaults(GuardSlot& slot) noexcept {
    const std::uint64_t now = pageFaults();
    const std::uint64_t fresh = now - slot.faultsSeen;
    slot.faultsSeen = now;
    if (slot.blocksToWarm > 0 || fresh == 0)
        return;
    countViolation(RealtimeKind::pageFault, fresh);
    GuardRecord record;
    startRecord(record, RealtimeKind::pageFault, slot);
    record.pageFaults = fresh;
    pushRecord(record);
}

} // namespace

GuardSlot* prepareThread(std::uint32_t epoch) noexcept {
    GuardSlot* slot = guardSlot;
    if (slot == nullptr)
        slot = attachThread(epoch);
    // Inside a scope or an exemption of an earlier configuration the thread may be armed, and then the calls
    // made here would be reported; that block is finished as it began.
    if (slot != nullptr && slot->selector == 0)
        configure(*slot, epoch);
    return slot;
}

void readFaultsBeforeBlock(GuardSlot& slot) noexcept { slot.faultsSeen = pageFaults(); }

void checkThread(GuardSlot& slot) noexcept {
    slot.blocksToCheck = slot.checkInterval;
    reportFaults(slot);
    slot.blocksToWarm -= slot.blocksToWarm < slot.checkInterval ? slot.blocksToWarm : slot.checkInterval;
    if (slot.exactFaults)
        return;
    prctl(PR_GET_NAME, slot.threadName);
    if (slot.dispatches && !dispatchIntact()) {
        detachDispatch(slot);
        guardConfiguration.replaced.store(true, std::memory_order_relaxed);
    }
}

} // namespace rondo::concurrency::detail
