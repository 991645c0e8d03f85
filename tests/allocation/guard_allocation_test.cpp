// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_scope.h>
#include <unistd.h>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;
using namespace rondo::test;

TEST_CASE("the realtime guard that runs out of memory can be set up again") {
    sweep("RealtimeGuard: install, status", [](Attempt& attempt) {
        attempt([&] { CLAIM(!RealtimeGuard::install(RealtimeCheck::count).empty()); });
        attempt([&] { CLAIM(!RealtimeGuard::status().empty()); });
        CLAIM(!RealtimeGuard::install(RealtimeCheck::count).empty());
        CLAIM((RealtimeGuard::check() == RealtimeCheck::count));
        attempt([&] { CLAIM(!RealtimeGuard::install(RealtimeCheck::off).empty()); });
        CLAIM(!RealtimeGuard::install(RealtimeCheck::off).empty());
    });
    sweep("RealtimeGuard: drain", [](Attempt& attempt) {
        CLAIM(!RealtimeGuard::install(RealtimeCheck::count).empty());
        const auto callInCallback = [] {
            const RealtimeScope callback;
            static_cast<void>(getppid());
        };
        const auto before = RealtimeGuard::counts().calls();
        callInCallback();
        callInCallback();
        const auto recorded = RealtimeGuard::counts().calls() - before; // 0 where nothing can be watched
        std::vector<RealtimeViolation> found;
        if (!attempt([&] { found = RealtimeGuard::drain(); })) {
            CLAIM(found.empty());
            found = RealtimeGuard::drain();
        }
        CLAIM((found.size() == recorded));
        CLAIM(!RealtimeGuard::install(RealtimeCheck::off).empty());
    });
    sweep("RealtimeViolation: describe", [](Attempt& attempt) {
        RealtimeViolation violation;
        violation.call = longName;
        violation.arguments = {1, 2, 3, 4, 5, 6};
        violation.threadName = longName;
        violation.backtrace = {reinterpret_cast<void*>(&getppid)};
        const auto whole = describe(violation);
        attempt([&] { CLAIM(describe(violation) == whole); });
    });
}
