// SPDX-License-Identifier: MIT
#pragma once

#include <realtime/violating_calls.h>
#include <rondo/concurrency/realtime_scope.h>
#include <string>
#include <thread>
#include <vector>

namespace rondo::test {

using namespace rondo::concurrency;

/// The violations of `call`, made inside a scope on a thread of its own, which is not new to the guard any
/// more.
template <class Call>
std::vector<RealtimeViolation> caught(Call call, RealtimeGuardOptions options = {}) {
    RealtimeGuard::install(RealtimeCheck::count, options);
    RealtimeGuard::drain();
    std::thread([&] {
        { const RealtimeScope first; }
        const RealtimeScope scope;
        call();
    }).join();
    auto violations = RealtimeGuard::drain();
    RealtimeGuard::install(RealtimeCheck::off);
    return violations;
}

/// Whether this machine lets system calls be watched; if not, says why and lets the test case pass.
inline bool canWatch(RealtimeKind kind) {
    RealtimeGuard::install(RealtimeCheck::count);
    const bool possible = watched(kind);
    RealtimeGuard::install(RealtimeCheck::off);
    if (!possible)
        for (const auto& wire : RealtimeGuard::status())
            if (wire.kind == kind)
                MESSAGE("not tested here: " << wire.text);
    return possible;
}

template <class Call>
std::vector<std::string> callsCaught(Call call) {
    return callsOf(caught(call));
}

using Calls = std::vector<std::string>;

} // namespace rondo::test
