// SPDX-License-Identifier: MIT
// The guard on a thread that is not ours: JACK's, at realtime priority where the system allows it.
#include <array>
#include <csignal>
#include <iostream>
#include <mutex>
#include <optional>
#include <realtime/jack_client.h>
#include <realtime/violating_calls.h>
#include <rondo/concurrency/executor.h>
#include <support/jack_server.h>

namespace {

using namespace rondo::concurrency;
using namespace rondo::test;

constexpr std::uint64_t seedInterval = 20;

struct Seed {
    const char* call; ///< that must be reported, once for each time
    RealtimeKind kind;
    void (*make)();
};

const std::array seeds = {
    Seed{"write", RealtimeKind::systemCall,
         [] {
             const auto written = write(-1, "x", 1);
             keep(&written);
         }},
    Seed{"openat", RealtimeKind::systemCall,
         [] {
             if (std::FILE* file = std::fopen("/proc/self/stat", "r"))
                 std::fclose(file);
         }},
    Seed{"clock_nanosleep", RealtimeKind::systemCall,
         [] {
             const timespec moment{0, 1000};
             nanosleep(&moment, nullptr);
         }},
    Seed{"sched_yield", RealtimeKind::systemCall, [] { sched_yield(); }},
    Seed{"getppid", RealtimeKind::systemCall, [] { rawParentProcess(); }},
    Seed{"clock_gettime", RealtimeKind::systemCall,
         [] {
             timespec now{};
             clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
         }},
    Seed{"aligned_alloc", RealtimeKind::allocation,
         [] {
             void* volatile block = std::aligned_alloc(64, 64);
             std::free(block);
         }},
    Seed{"calloc", RealtimeKind::allocation,
         [] {
             void* volatile block = std::calloc(1, std::size_t{16} << 20);
             std::free(block);
         }},
    Seed{"pthread_mutex_lock", RealtimeKind::lock,
         [] {
             static std::mutex mutex;
             const std::scoped_lock lock(mutex);
         }},
};

/// None, when this machine has no JACK: then ctest is told by the printed line that the test was skipped.
std::optional<JackServer> server() {
    auto started = JackServer::start();
    if (started) {
        MESSAGE(std::string(started->realtime() ? "JACK runs at realtime priority"
                                                : "JACK was refused realtime priority"));
        return std::move(*started);
    }
    if (started.error().code == rondo::base::ErrorCode::notFound)
        std::cout << "[skipped] " << started.error().text << std::endl;
    else
        FAIL(started.error().text);
    return std::nullopt;
}

/// One executor driven by a JACK client; the seeded calls come in turn, one in twenty periods.
struct DrivenByJack {
    Executor executor;
    Driver driver = executor.adopt();
    std::atomic<std::uint64_t> refusedBlocks{0};
    std::atomic<bool> misbehaves{false};
    std::array<std::atomic<std::uint64_t>, seeds.size()> made{};

    void process(std::uint64_t period) {
        const auto block = driver.enter();
        if (!block) {
            refusedBlocks.fetch_add(1);
            return;
        }
        behave();
        if (!misbehaves || period % seedInterval != 0)
            return;
        const auto index = period / seedInterval % seeds.size();
        seeds[index].make();
        made[index].fetch_add(1);
    }
};

std::uint64_t reported(const std::vector<RealtimeViolation>& violations, const Seed& seed) {
    return static_cast<std::uint64_t>(
        std::count_if(violations.begin(), violations.end(), [&](const RealtimeViolation& violation) {
            return violation.kind == seed.kind && violation.call == seed.call;
        }));
}

} // namespace

TEST_CASE(
    "On a JACK thread a clean callback reports nothing and every seeded violation is reported with its call") {
    auto jack = server();
    if (!jack)
        return;
    behave();
    for (const Seed& seed : seeds)
        seed.make();
    RealtimeGuard::install(RealtimeCheck::count);
    for (const auto& wire : RealtimeGuard::status())
        MESSAGE(wire.text);
    DrivenByJack driven;
    JackClient client(jack->name(), [&](std::uint64_t period) { driven.process(period); });
    REQUIRE(client.active());
    CHECK(client.realtime() == jack->realtime());

    REQUIRE(client.awaitPeriods(400));
    const auto clean = RealtimeGuard::drain();
    for (const auto& violation : clean)
        if (violation.kind != RealtimeKind::pageFault)
            FAIL_CHECK("of a clean callback: " << describe(violation));

    driven.misbehaves = true;
    REQUIRE(client.awaitPeriods(client.periods() + 4 * seedInterval * seeds.size()));
    driven.misbehaves = false;
    client.close();
    const auto violations = RealtimeGuard::drain();
    RealtimeGuard::install(RealtimeCheck::off);
    for (std::size_t index = 0; index < seeds.size(); ++index) {
        CAPTURE(seeds[index].call);
        CHECK(driven.made[index] >= 3);
        if (watched(seeds[index].kind))
            CHECK(reported(violations, seeds[index]) == driven.made[index]);
        else
            MESSAGE("not watched in this build: " << seeds[index].call);
    }
    for (const auto& violation : violations)
        if (violation.kind != RealtimeKind::pageFault)
            CHECK(describe(violation).find("libjack") != std::string::npos);
}
