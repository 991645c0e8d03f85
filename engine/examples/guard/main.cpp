// SPDX-License-Identifier: MIT
//
// A callback that allocates, caught by the realtime guard. Exit code 0 when it was caught, or when nothing can
// be watched here.
#include <cstdio>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_violation.h>
#include <vector>

using namespace rondo;
using concurrency::describe;
using concurrency::RealtimeCheck;
using concurrency::RealtimeGuard;

int main() {
    bool watching = false;
    concurrency::Executor executor;
    auto driver = executor.adopt();
    // [watch]
    for (const auto& wire : RealtimeGuard::install(RealtimeCheck::count)) { // off, count or abort
        std::puts(wire.text.c_str());                                       // what is watched here, or why not
        watching |= wire.active;
    }
    // [/watch]
    const auto play = [&driver] {
        const auto block = driver.enter();
        const std::vector<char> mistake(1 << 20); // so large that malloc asks the system
        return block ? mistake.size() : 0;
    };
    std::size_t played = play();
    std::size_t found = 0;
    // [drain]
    for (const auto& violation : RealtimeGuard::drain()) { // on any thread but an audio thread
        std::fputs(describe(violation).c_str(), stderr);
        ++found;
    }
    // [/drain]
    RealtimeGuard::install(RealtimeCheck::off);
    std::printf("%zu violations in %zu bytes' worth of callback\n", found, played);
    return found != 0 || !watching ? 0 : 1;
}
