// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/guard_call.h>

#include <rondo/concurrency/detail/guard_dispatch.h>
#include <rondo/concurrency/detail/guard_ring.h>

namespace rondo::concurrency::detail {

GuardCall::GuardCall(RealtimeKind kind, const char* call, const void* caller,
                     std::initializer_list<std::uint64_t> arguments) noexcept
    : slot_(*guardSlot) {
    slot_.selector = 0;
    countViolation(kind, 1);
    startRecord(record_, kind, slot_);
    record_.call = call;
    for (const std::uint64_t argument : arguments)
        if (record_.argumentCount < 6)
            record_.arguments[record_.argumentCount++] = argument;
    captureBacktrace(record_, caller);
    abortIfWanted(record_);
}

GuardCall::~GuardCall() {
    pushRecord(record_);
    slot_.selector = armed;
}

} // namespace rondo::concurrency::detail
