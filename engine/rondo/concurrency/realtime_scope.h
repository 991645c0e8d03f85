// SPDX-License-Identifier: MIT
#pragma once

#include <rondo/concurrency/detail/guard_slot.h>

namespace rondo::concurrency {

/// While it lives, the calling thread is watched, if the RealtimeGuard is on; made around a callback. Scopes
/// and exemptions nest in any order. The first one on a thread attaches the thread, which is not itself
/// watched.
class RealtimeScope {
public:
    /// Effects: arms the thread, by one byte store. Progress: wait-free after the thread's first. [audio]
    RealtimeScope() noexcept : slot_(detail::currentGuardSlot()) {
        if (slot_ == nullptr)
            return;
        before_ = slot_->selector;
        if (before_ == 0 && slot_->exactFaults)
            detail::readFaultsBeforeBlock(*slot_);
        slot_->selector = detail::armed;
    }
    /// Effects: puts the thread back as it was; once in many blocks reads its page faults, then disarmed.
    /// Progress: wait-free. [audio]
    ~RealtimeScope() {
        if (slot_ == nullptr)
            return;
        slot_->selector = before_;
        if (before_ == 0 && --slot_->blocksToCheck == 0)
            detail::checkThread(*slot_);
    }
    RealtimeScope(const RealtimeScope&) = delete;
    RealtimeScope& operator=(const RealtimeScope&) = delete;

private:
    detail::GuardSlot* slot_;
    unsigned char before_ = 0;
};

/// While it lives, the calling thread is not watched: for a known, deliberate call inside a RealtimeScope.
///
/// Example:
///     #include <rondo/concurrency/realtime_guard.h>
///     RealtimeGuard::install(RealtimeCheck::count);
///     const auto before = RealtimeGuard::counts().calls();
///     {
///         const RealtimeScope callback;
///         const RealtimeExemption deliberate; // without it the next line would be counted
///         std::this_thread::yield();
///     }
///     expect(RealtimeGuard::counts().calls() == before);
///     RealtimeGuard::install(RealtimeCheck::off);
class RealtimeExemption {
public:
    /// Effects: disarms the thread. Progress: wait-free. [any]
    RealtimeExemption() noexcept : slot_(detail::guardSlot) {
        if (slot_ != nullptr) {
            before_ = slot_->selector;
            slot_->selector = 0;
        }
    }
    /// Effects: puts the thread back as it was. Progress: wait-free. [any]
    ~RealtimeExemption() {
        if (slot_ != nullptr)
            slot_->selector = before_;
    }
    RealtimeExemption(const RealtimeExemption&) = delete;
    RealtimeExemption& operator=(const RealtimeExemption&) = delete;

private:
    detail::GuardSlot* slot_;
    unsigned char before_ = 0;
};

} // namespace rondo::concurrency
