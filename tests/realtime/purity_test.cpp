// SPDX-License-Identifier: MIT
//
// Nothing that a callback may use makes a system call, allocates, locks or faults: counted by the guard over
// many callbacks in compressed time. RONDO_PURITY_CALLBACKS sets how many, for instance
// `RONDO_PURITY_CALLBACKS=100000000 build/release/bin/realtime_purity` for all that is promised.
#include <realtime/purity_rig.h>

#include <cstdio>
#include <mutex>
#include <support/realtime_check.h>
#include <sys/mman.h>

using namespace rondo::test;

namespace {

std::uint64_t callbacksOfThisRun() {
    if (const char* given = std::getenv("RONDO_PURITY_CALLBACKS"))
        return std::strtoull(given, nullptr, 10);
    return watched(RealtimeKind::allocation) ? 1'000'000 : 20'000; // under a sanitizer everything takes longer
}

/// What is there stays at home, as in an audio program. Where that is refused the system may take pages away,
/// so that faults say nothing. Not under a sanitizer, whose shadow is larger than any machine.
bool lockMemory() { return watched(RealtimeKind::allocation) && mlockall(MCL_CURRENT) == 0; }

/// What the guard has counted since it was made.
class Watch {
public:
    RealtimeCounts seen() const {
        const auto now = RealtimeGuard::counts();
        return {.systemCalls = now.systemCalls - before_.systemCalls,
                .allocations = now.allocations - before_.allocations,
                .locks = now.locks - before_.locks,
                .pageFaults = now.pageFaults - before_.pageFaults};
    }

private:
    RealtimeCounts before_ = RealtimeGuard::counts();
};

/// What the guard sees of a rig in whose callback number 2000 something forbidden happens.
RealtimeCounts seenWith(const std::function<void()>& forbidden) {
    RealtimeGuard::install(RealtimeCheck::count, {.pageFaultBlocks = 1, .warmUpBlocks = 1500});
    PurityRig rig;
    const Watch watch;
    rig.run(3000, [&forbidden](std::uint64_t callback) {
        if (callback == 2000)
            forbidden();
    });
    forgivenViolations();
    return watch.seen();
}

} // namespace

TEST_CASE(
    "callbacks with full queues, submits, posts, edits and waiting threads make no system call, allocate and "
    "lock nothing, and touch no missing page") {
    RealtimeGuard::install(RealtimeCheck::count);
    for (const auto& wire : RealtimeGuard::status())
        if (!wire.active)
            MESSAGE("not watched here: " << wire.text);
    if (!watched(RealtimeKind::allocation)) {
        PurityRig().run(1000); // a sanitizer makes system calls of its own when it meets a type first
        forgivenViolations();
    }
    PurityRig rig;
    const bool locked = lockMemory();
    const Watch watch;
    const auto from = std::chrono::steady_clock::now();
    const auto& counts = rig.run(callbacksOfThisRun());
    const auto seen = watch.seen();
    const auto statistics = rig.statistics();
    CHECK(seen.systemCalls == 0);
    CHECK(seen.allocations == 0);
    CHECK(seen.locks == 0);
    if (locked)
        CHECK(seen.pageFaults == 0);
    CHECK(RealtimeGuard::counts().threadsUnguarded == 0);
    CHECK(statistics.postsThrown == 0);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
    std::printf(
        "%llu callbacks in %.1f s: %llu submits and %llu posts ran in them, %llu posts found the executor "
        "full, "
        "%llu callbacks a full channel before them and %llu one behind, %llu objects and %llu graph edits "
        "came in, %llu waits ended; system calls %llu, allocations %llu, locks %llu, page faults %llu%s\n",
        static_cast<unsigned long long>(counts.callbacks), took.count(),
        static_cast<unsigned long long>(counts.submits), static_cast<unsigned long long>(counts.posts),
        static_cast<unsigned long long>(counts.fullPosts.load()),
        static_cast<unsigned long long>(counts.fullToUs), static_cast<unsigned long long>(counts.fullFromUs),
        static_cast<unsigned long long>(counts.objectsAdopted),
        static_cast<unsigned long long>(counts.edits.load()),
        static_cast<unsigned long long>(counts.waitsEnded.load()),
        static_cast<unsigned long long>(seen.systemCalls), static_cast<unsigned long long>(seen.allocations),
        static_cast<unsigned long long>(seen.locks), static_cast<unsigned long long>(seen.pageFaults),
        locked ? "" : " (memory not locked: not judged)");
}

TEST_CASE("one forbidden thing in one of these callbacks is seen") {
    if (watched(RealtimeKind::allocation))
        CHECK(seenWith([] { delete new std::string(200, 'x'); }).allocations > 0);
    if (watched(RealtimeKind::lock))
        CHECK(seenWith([] {
                  std::mutex mutex;
                  const std::scoped_lock lock(mutex);
              }).locks == 1);
    if (watched(RealtimeKind::systemCall))
        CHECK(seenWith([] { sched_yield(); }).systemCalls == 1);
    void* const page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(seenWith([page] { *static_cast<volatile char*>(page) = 1; }).pageFaults > 0);
    munmap(page, 4096);
}
