// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <csignal>
#include <dlfcn.h>
#include <realtime/caught.h>
#include <realtime/violating_calls.h>
#include <rondo/concurrency/realtime_scope.h>
#include <rondo/concurrency/tagged.h>
#include <thread>

namespace {

using namespace rondo::concurrency;
using namespace rondo::test;

} // namespace

TEST_CASE("Places of threads that ended are used again, and their ends report nothing") {
    RealtimeGuard::install(RealtimeCheck::count);
    RealtimeGuard::drain();
    const auto before = RealtimeGuard::counts().threadsUnguarded;
    for (int turn = 0; turn < 300; ++turn)
        std::thread([] { const RealtimeScope scope; }).join();
    CHECK(RealtimeGuard::counts().threadsUnguarded == before);
    CHECK(callsOf(RealtimeGuard::drain()) == Calls{});
    RealtimeGuard::install(RealtimeCheck::off);
}

TEST_CASE("Sixty-four threads are watched at once, each on its own") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    RealtimeGuard::install(RealtimeCheck::count);
    RealtimeGuard::drain();
    constexpr int count = 64;
    std::atomic<int> inside{0};
    std::vector<std::thread> threads;
    for (int index = 0; index < count; ++index)
        threads.emplace_back([&] {
            { const RealtimeScope scope; }
            inside.fetch_add(1);
            while (inside.load() < count)
                sched_yield();
            const RealtimeScope scope;
            rawParentProcess();
        });
    for (auto& thread : threads)
        thread.join();
    const auto violations = RealtimeGuard::drain();
    CHECK(violations.size() == count);
    std::vector<int> numbers;
    for (const auto& violation : violations)
        numbers.push_back(violation.thread);
    std::sort(numbers.begin(), numbers.end());
    CHECK(std::unique(numbers.begin(), numbers.end()) == numbers.end());
    RealtimeGuard::install(RealtimeCheck::off);
}

TEST_CASE("What does not fit into the ring is counted") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    const auto before = RealtimeGuard::counts();
    const auto violations = caught([] {
        for (int turn = 0; turn < 300; ++turn)
            rawParentProcess();
    });
    const auto after = RealtimeGuard::counts();
    CHECK(violations.size() == 256);
    CHECK(after.systemCalls - before.systemCalls == 300);
    CHECK(after.unrecorded - before.unrecorded == 44);
}

TEST_CASE("A thread that blocks every signal inside its block survives, and its mask is as it wished but for "
          "SIGSYS") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    sigset_t after;
    bool remembered = false;
    const auto calls = callsCaught([&] {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, nullptr);
        rawParentProcess();
        const RealtimeExemption allowed;
        pthread_sigmask(SIG_SETMASK, nullptr, &after);
        remembered = true;
    });
    REQUIRE(remembered);
    CHECK(contains(calls, "rt_sigprocmask"));
    CHECK(contains(calls, "getppid"));
    CHECK(sigismember(&after, SIGUSR1) == 1);
    CHECK(sigismember(&after, SIGSYS) == 0);
}

TEST_CASE("Threads, signals and child processes work from inside a block") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    static std::atomic<int> signals{0};
    struct sigaction action {};
    action.sa_handler = [](int) { signals.fetch_add(rawParentProcess() > 0 ? 1 : 0); };
    struct sigaction before {};
    sigaction(SIGUSR1, &action, &before);
    const auto raised = callsCaught([] { pthread_kill(pthread_self(), SIGUSR1); });
    CHECK(signals == 1);
    CHECK(contains(raised, "tgkill"));
    sigaction(SIGUSR1, &before, nullptr);

    std::atomic<bool> ran{false};
    const auto started = callsCaught([&] { std::thread([&] { ran = true; }).join(); });
    CHECK(ran);
    CHECK((contains(started, "clone3") || contains(started, "clone")));
}

TEST_CASE("A library that was loaded by name is watched like the program itself, and named in the report") {
    void* library = dlopen(LOADED_PLUGIN, RTLD_NOW | RTLD_LOCAL);
    REQUIRE(library != nullptr);
    const auto process = reinterpret_cast<void (*)()>(dlsym(library, "loadedPluginProcess"));
    REQUIRE((process != nullptr));
    const auto violations = caught([&] { process(); });
    const auto calls = callsOf(violations);
    CAPTURE(calls);
    CHECK(contains(calls, "write") == watched(RealtimeKind::systemCall));
    CHECK(contains(calls, "malloc") == watched(RealtimeKind::allocation));
    CHECK(contains(calls, "free") == watched(RealtimeKind::allocation));
    CHECK(contains(calls, "pthread_mutex_lock") == watched(RealtimeKind::lock));
    for (const auto& violation : violations)
        if (violation.kind != RealtimeKind::pageFault)
            CHECK(describe(violation).find("loadedPluginProcess+") != std::string::npos);
    dlclose(library);
}

TEST_CASE("A tagged value opens in a callback without an allocation") {
    if (!canWatch(RealtimeKind::allocation))
        return;
    Executor executor({.name = "an executor whose name is too long for a small string"});
    Tagged<int> value(executor, DestroyPolicy::reclaim, 5);
    Driver driver = executor.adopt();
    int opened = 0;
    CHECK(callsCaught([&] {
              if (const auto block = driver.enter())
                  opened = value.open();
          }) == Calls{});
    CHECK(opened == 5);
}
