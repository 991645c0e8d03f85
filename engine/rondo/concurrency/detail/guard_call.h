// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <rondo/concurrency/detail/guard_record.h>
#include <rondo/concurrency/detail/guard_slot.h>

namespace rondo::concurrency::detail {

inline bool threadArmed() noexcept {
    const GuardSlot* slot = guardSlot;
    return slot != nullptr && slot->selector == armed;
}

/// A call of the C library that the interposers have caught on an armed thread: reported, and the thread
/// disarmed until the real call has returned, so that what is inside it is not reported again. Requires:
/// threadArmed().
class GuardCall {
public:
    /// `caller` is the return address of the interposed function.
    GuardCall(RealtimeKind kind, const char* call, const void* caller,
              std::initializer_list<std::uint64_t> arguments) noexcept;
    ~GuardCall();
    GuardCall(const GuardCall&) = delete;
    GuardCall& operator=(const GuardCall&) = delete;
    void setResult(std::int64_t result) noexcept {
        record_.result = result;
        record_.hasResult = true;
    }

private:
    GuardSlot& slot_;
    GuardRecord record_;
};

/// What the interposers' object library defines, and nobody else: the functions that it put in front.
struct InterposedFunctions {
    const void* allocate;
    const void* lock;
};

} // namespace rondo::concurrency::detail

/// Undefined, so null, in a program without the interposers.
extern "C" [[gnu::weak]] const rondo::concurrency::detail::InterposedFunctions rondoInterposedFunctions;
