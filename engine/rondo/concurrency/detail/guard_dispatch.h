// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/detail/guard_record.h>
#include <rondo/concurrency/detail/guard_slot.h>

namespace rondo::concurrency::detail {

/// Why the system calls of a thread are, or are not, watched.
enum class DispatchState {
    untried,
    active,
    valgrind,        ///< it makes the system calls itself, and dies of a dispatch
    foreignRestorer, ///< signals return through code that cannot be exempted from the dispatch
    handlerRefused,
    dispatchRefused, ///< by the kernel, or by a sandbox
    handlerReplaced, ///< somebody took SIGSYS away after us
};

/// Takes over SIGSYS and tries the dispatch once. `error` is the errno of a refusal.
DispatchState installDispatch(bool underValgrind, int& error) noexcept;
/// Address range of a sanitizer's runtime, whose own system calls are let through unreported. Four at most.
void exemptRange(std::uintptr_t begin, std::uintptr_t end) noexcept;
/// Unblocks SIGSYS and lets the kernel read the slot's selector. 0, or the errno of a refusal.
int attachDispatch(GuardSlot& slot) noexcept;
void detachDispatch(GuardSlot& slot) noexcept;
/// Whether SIGSYS still comes to us; also makes sure that the thread has it unblocked.
bool dispatchIntact() noexcept;

/// Fills in everything but the call itself.
void startRecord(GuardRecord& record, RealtimeKind kind, const GuardSlot& slot) noexcept;

/// Ends the process after one report, when the guard is in abort mode; else does nothing. See guard_abort.cpp.
void abortIfWanted(const GuardRecord& record) noexcept;

} // namespace rondo::concurrency::detail
