// SPDX-License-Identifier: MIT
// Compiled without any sanitizer, because the signal handler calls it: an instrumented function there can wait
// for a lock that the sanitizer's runtime holds in the interrupted code. For the same reason it uses no inline
// function of the library, whose instrumented copy the linker might choose.
#include <rondo/concurrency/detail/guard_ring.h>

#include <cstddef>
#include <unwind.h>

namespace rondo::concurrency::detail {

namespace {

// A bounded queue of many producers with a sequence number a cell (D. Vyukov, 1024cores.net, "Bounded MPMC
// queue").
struct Cell {
    std::uint32_t sequence;
    GuardRecord record;
};

Cell cells[guardRingSize];
std::uint32_t writePosition;
std::uint32_t readPosition;
std::uint64_t unrecorded;
std::uint64_t counts[4];

struct Walk {
    GuardRecord* record;
    const void* from;
    bool found;
};

_Unwind_Reason_Code visitFrame(_Unwind_Context* context, void* argument) {
    Walk& walk = *static_cast<Walk*>(argument);
    void* address = reinterpret_cast<void*>(_Unwind_GetIP(context));
    if (address == nullptr)
        return _URC_END_OF_STACK;
    walk.found = walk.found || address == walk.from;
    if (!walk.found)
        return _URC_NO_REASON;
    if (walk.record->depth == GuardRecord::maximumDepth)
        return _URC_END_OF_STACK;
    walk.record->frames[walk.record->depth++] = address;
    return _URC_NO_REASON;
}

// Not memcpy, which sanitizers intercept.
void copy(GuardRecord& to, const GuardRecord& from) noexcept {
    void* target = &to;
    const void* source = &from;
    std::size_t bytes = sizeof(GuardRecord);
    asm volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(bytes) : : "memory");
}

} // namespace

void prepareGuardRing() noexcept {
    for (std::uint32_t index = 0; index < guardRingSize; ++index)
        __atomic_store_n(&cells[index].sequence, index, __ATOMIC_RELAXED);
    GuardRecord warm{};
    captureBacktrace(warm, nullptr);
}

void countViolation(RealtimeKind kind, std::uint64_t by) noexcept {
    __atomic_fetch_add(&counts[static_cast<unsigned>(kind)], by, __ATOMIC_RELAXED);
}

std::uint64_t violationsOf(RealtimeKind kind) noexcept {
    return __atomic_load_n(&counts[static_cast<unsigned>(kind)], __ATOMIC_RELAXED);
}

std::uint64_t unrecordedViolations() noexcept { return __atomic_load_n(&unrecorded, __ATOMIC_RELAXED); }

void pushRecord(const GuardRecord& record) noexcept {
    std::uint32_t position = __atomic_load_n(&writePosition, __ATOMIC_RELAXED);
    for (;;) {
        Cell& cell = cells[position % guardRingSize];
        const std::uint32_t sequence = __atomic_load_n(&cell.sequence, __ATOMIC_ACQUIRE);
        if (sequence == position) {
            if (__atomic_compare_exchange_n(&writePosition, &position, position + 1, true, __ATOMIC_RELAXED,
                                            __ATOMIC_RELAXED)) {
                copy(cell.record, record);
                __atomic_store_n(&cell.sequence, position + 1, __ATOMIC_RELEASE);
                return;
            }
        } else if (static_cast<std::int32_t>(sequence - position) < 0) {
            __atomic_fetch_add(&unrecorded, 1, __ATOMIC_RELAXED);
            return;
        } else {
            position = __atomic_load_n(&writePosition, __ATOMIC_RELAXED);
        }
    }
}

bool readRecord(std::uint32_t ahead, GuardRecord& record) noexcept {
    const std::uint32_t position = readPosition + ahead;
    const Cell& cell = cells[position % guardRingSize];
    if (__atomic_load_n(&cell.sequence, __ATOMIC_ACQUIRE) != position + 1)
        return false;
    copy(record, cell.record);
    return true;
}

void dropRecords(std::uint32_t count) noexcept {
    for (; count > 0; --count, ++readPosition)
        __atomic_store_n(&cells[readPosition % guardRingSize].sequence, readPosition + guardRingSize,
                         __ATOMIC_RELEASE);
}

void captureBacktrace(GuardRecord& record, const void* from) noexcept {
    record.depth = 0;
    Walk walk{&record, from, from == nullptr};
    _Unwind_Backtrace(visitFrame, &walk);
    if (record.depth == 0 && from != nullptr)
        record.frames[record.depth++] = const_cast<void*>(from);
}

} // namespace rondo::concurrency::detail
