// SPDX-License-Identifier: MIT
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <realtime/caught.h>
#include <realtime/violating_calls.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/realtime_scope.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <thread>

namespace {

using namespace rondo::concurrency;
using namespace rondo::test;
using namespace std::chrono_literals;

// Instrumented, it would touch the sanitizer's shadow of the memory as well.
__attribute__((no_sanitize("thread"), no_sanitize("address"), noinline)) void
touchEach(volatile char* memory, std::size_t bytes, std::size_t step) {
    for (std::size_t offset = 0; offset < bytes; offset += step)
        memory[offset] = 1;
}

} // namespace

// Every other test passes where its tripwire is said to be absent, so this one says when that may be.
TEST_CASE("Every tripwire that this kernel and this build allow is active") {
    bool possible = false;
    std::thread([&] {
        static volatile char selector = 0;
        constexpr int request = 59; // PR_SET_SYSCALL_USER_DISPATCH
        possible = prctl(request, 1, 0, 0, &selector) == 0 && prctl(request, 0, 0, 0, 0) == 0;
    }).join();
    RealtimeGuard::install(RealtimeCheck::count);
    std::thread([] { const RealtimeScope scope; }).join();
    for (const auto& wire : RealtimeGuard::status())
        MESSAGE(wire.text);
    CHECK(watched(RealtimeKind::systemCall) == possible);
    CHECK(watched(RealtimeKind::allocation) == GUARD_INTERPOSED);
    CHECK(watched(RealtimeKind::lock) == GUARD_INTERPOSED);
    CHECK(watched(RealtimeKind::pageFault));
    RealtimeGuard::install(RealtimeCheck::off);
}

extern "C" [[gnu::visibility("default"), gnu::noinline]] void writeFromTheCallback(int file) {
    const auto written = write(file, "sound", 5);
    keep(&written);
}

TEST_CASE("A write is reported with its number, name, arguments, result, thread and backtrace") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    const int file = open("/dev/null", O_WRONLY);
    int thread = 0;
    const auto violations = caught([&] {
        {
            const RealtimeExemption allowed;
            thread = static_cast<int>(syscall(SYS_gettid));
        }
        writeFromTheCallback(file);
    });
    close(file);
    REQUIRE(violations.size() == 1);
    const auto& violation = violations[0];
    CHECK(violation.kind == RealtimeKind::systemCall);
    CHECK(violation.systemCall == SYS_write);
    CHECK(violation.call == "write");
    REQUIRE(violation.arguments.size() == 6);
    CHECK(violation.arguments[0] == static_cast<std::uint64_t>(file));
    CHECK(violation.arguments[2] == 5);
    CHECK(violation.result == 5);
    CHECK(violation.thread == thread);
    CHECK(violation.time > 0);
    const std::string text = describe(violation);
    CAPTURE(text);
    CHECK(text.find("system call: write (system call 1)(") == 0);
    CHECK(text.find(" = 5") != text.npos);
    CHECK(text.find("libc.so") != text.npos);
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
    CHECK(text.find("writeFromTheCallback+") != text.npos);
#endif
}

TEST_CASE("The kernel's answer reaches the caller unchanged") {
    ssize_t written = 0;
    int error = 0;
    caught([&] {
        written = write(-1, "", 1);
        error = errno;
    });
    CHECK(written == -1);
    CHECK(error == EBADF);
}

TEST_CASE("System calls of every origin are reported") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    CHECK(callsCaught([] { rawParentProcess(); }) == Calls{"getppid"});
    CHECK(callsCaught([] { sched_yield(); }) == Calls{"sched_yield"});
    CHECK(callsCaught([] {
              const timespec moment{0, 1000};
              nanosleep(&moment, nullptr);
          }) == Calls{"clock_nanosleep"});
    CHECK(callsCaught([] {
              timespec now{};
              clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
          }) == Calls{"clock_gettime"});
    const auto opened = callsCaught([] {
        if (std::FILE* file = std::fopen("/proc/self/stat", "r"))
            std::fclose(file);
    });
    CAPTURE(joined(opened));
    CHECK(contains(opened, "openat"));
    CHECK(contains(opened, "close"));
}

TEST_CASE("A contended lock is reported, as the lock or as the futex inside it") {
    std::mutex mutex;
    std::atomic<bool> held{false}, release{false};
    std::thread holder([&] {
        const std::scoped_lock lock(mutex);
        held = true;
        while (!release)
            std::this_thread::yield();
    });
    while (!held)
        std::this_thread::yield();
    const auto calls = callsCaught([&] {
        timespec until{};
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += until.tv_nsec < 990'000'000 ? 1'000'000 : 0;
        if (pthread_mutex_timedlock(mutex.native_handle(), &until) == 0)
            mutex.unlock();
    });
    release = true;
    holder.join();
    if (canWatch(RealtimeKind::lock))
        CHECK(calls == Calls{"pthread_mutex_timedlock"});
    else if (canWatch(RealtimeKind::systemCall))
        CHECK(contains(calls, "futex"));
}

TEST_CASE("Locks are reported even when nobody contends for them") {
    if (!canWatch(RealtimeKind::lock))
        return;
    std::mutex mutex;
    std::condition_variable condition;
    pthread_rwlock_t readWrite = PTHREAD_RWLOCK_INITIALIZER;
    pthread_spinlock_t spin{};
    pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
    sem_t semaphore;
    sem_init(&semaphore, 0, 1);
    const auto violations = caught([&] { const std::scoped_lock lock(mutex); });
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].kind == RealtimeKind::lock);
    CHECK(violations[0].call == "pthread_mutex_lock");
    CHECK(violations[0].arguments == std::vector{reinterpret_cast<std::uint64_t>(mutex.native_handle())});
    CHECK(violations[0].result == 0);
    CHECK_FALSE(violations[0].backtrace.empty());
    CHECK(callsCaught([&] { condition.notify_one(); }) == Calls{"pthread_cond_signal"});
    CHECK(callsCaught([&] { condition.notify_all(); }) == Calls{"pthread_cond_broadcast"});
    CHECK(callsCaught([&] {
              pthread_rwlock_rdlock(&readWrite);
              pthread_rwlock_unlock(&readWrite);
              pthread_rwlock_wrlock(&readWrite);
              pthread_rwlock_unlock(&readWrite);
          }) == Calls{"pthread_rwlock_rdlock", "pthread_rwlock_wrlock"});
    CHECK(callsCaught([&] {
              pthread_spin_lock(&spin);
              pthread_spin_unlock(&spin);
          }) == Calls{"pthread_spin_lock"});
    CHECK(callsCaught([&] {
              sem_wait(&semaphore);
              sem_post(&semaphore);
          }) == Calls{"sem_wait"});
    // glibc marks a mutex as contended when it takes it back after a wait, so the unlock wakes nobody, by a
    // futex.
    const auto waited = callsCaught([&] {
        std::unique_lock lock(mutex);
        condition.wait_for(lock, 1us);
    });
    CHECK(contains(waited, "pthread_cond_clockwait"));
    sem_destroy(&semaphore);
    pthread_spin_destroy(&spin);
}

TEST_CASE("Allocations are reported, small and large, and work as ever") {
    if (!canWatch(RealtimeKind::allocation))
        return;
    const auto violations = caught([] {
        void* volatile block = std::malloc(64);
        std::free(block);
    });
    CHECK(callsOf(violations) == Calls{"malloc", "free"});
    REQUIRE(violations.size() == 2);
    CHECK(violations[0].kind == RealtimeKind::allocation);
    CHECK(violations[0].arguments == std::vector<std::uint64_t>{64});
    REQUIRE(violations[0].result);
    CHECK(static_cast<std::uint64_t>(*violations[0].result) == violations[1].arguments.at(0));
    CHECK(callsCaught([] {
              void* volatile block = std::malloc(std::size_t{64} << 20);
              std::free(block);
          }) == Calls{"malloc", "free"});
    CHECK(callsCaught([] {
              auto* volatile object = new std::string(200, 'x');
              delete object;
          }) == Calls{"malloc", "malloc", "free", "free"});
    CHECK(callsCaught([] {
              void* block = std::calloc(3, 5);
              keep(block);
              block = std::realloc(block, 100);
              keep(block);
              block = reallocarray(block, 10, 20);
              keep(block);
              std::free(block);
              block = std::aligned_alloc(64, 128);
              CHECK(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
              std::free(block);
              if (posix_memalign(&block, 256, 100) == 0)
                  std::free(block);
              std::free(nullptr);
          }) == Calls{"calloc", "realloc", "reallocarray", "free", "aligned_alloc", "free", "posix_memalign",
                      "free"});
}

TEST_CASE("A throw is reported by the memory that it takes") {
    if (!canWatch(RealtimeKind::allocation))
        return;
    const auto calls = callsCaught([] {
        try {
            throw 1;
        } catch (int) {
        }
    });
    CHECK(contains(calls, "malloc"));
    CHECK(contains(calls, "free"));
}

TEST_CASE("Without the interposers a thread's large allocation is still seen as system calls") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    const auto calls = callsCaught([] {
        void* pages = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        munmap(pages, 4096);
    });
    CHECK(calls == Calls{"mmap", "munmap"});
}

TEST_CASE("A callback that behaves reports nothing") {
    behave(); // the C library binds functions and the clock pages at their first use
    CHECK(callsCaught([] { behave(); }) == Calls{});
}

TEST_CASE("Page faults inside a block are counted to the page") {
    constexpr std::size_t pages = 64;
    const auto bytes = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    auto* memory = static_cast<volatile char*>(
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    madvise(const_cast<char*>(memory), bytes, MADV_NOHUGEPAGE);
    const auto before = RealtimeGuard::counts().pageFaults;
    const auto touch = [&] { touchEach(memory, bytes, bytes / pages); };
    const RealtimeGuardOptions exact{.pageFaultBlocks = 1, .warmUpBlocks = 0};
    const auto violations = caught(touch, exact);
    const auto counted = RealtimeGuard::counts().pageFaults - before;
    CHECK(counted >= pages);
    CHECK(counted < pages + 20);
    REQUIRE_FALSE(violations.empty());
    CHECK(violations.back().kind == RealtimeKind::pageFault);
    CHECK(violations.back().pageFaults >= pages);
    CHECK(describe(violations.back()).find("page fault: ") == 0);

    const auto again = RealtimeGuard::counts().pageFaults;
    caught(touch, exact);
    CHECK(RealtimeGuard::counts().pageFaults - again < pages / 4);
    munmap(const_cast<char*>(memory), bytes);
}

TEST_CASE("A thread's warm-up hides page faults and no other violation") {
    RealtimeGuard::install(RealtimeCheck::count, {.pageFaultBlocks = 1, .warmUpBlocks = 2});
    RealtimeGuard::drain();
    const auto before = RealtimeGuard::counts().pageFaults;
    std::thread([] {
        for (int block = 0; block < 3; ++block) {
            void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            {
                const RealtimeScope scope;
                *static_cast<volatile char*>(page) = 1;
                sched_yield();
            }
            munmap(page, 4096);
        }
    }).join();
    const auto calls = callsOf(RealtimeGuard::drain());
    RealtimeGuard::install(RealtimeCheck::off);
    const auto counted = RealtimeGuard::counts().pageFaults - before;
    CHECK(counted >= 1);
    CHECK(counted < 3);
    if (canWatch(RealtimeKind::systemCall))
        CHECK(calls == Calls{"sched_yield", "sched_yield", "sched_yield"});
}

TEST_CASE("Scopes and exemptions nest, and end where they end") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    const auto calls = callsCaught([] {
        {
            const RealtimeExemption allowed;
            getppid();
            {
                const RealtimeScope inner;
                sched_yield();
            }
            getppid();
        }
        { const RealtimeScope inner; }
        rawParentProcess();
    });
    CHECK(calls == Calls{"sched_yield", "getppid"});
}

TEST_CASE("A guard that is off sees nothing, also on a thread that it has watched before") {
    RealtimeGuard::install(RealtimeCheck::count);
    std::thread([] {
        { const RealtimeScope scope; }
        RealtimeGuard::install(RealtimeCheck::off);
        RealtimeGuard::drain();
        const RealtimeScope scope;
        sched_yield();
        void* volatile block = std::malloc(64);
        std::free(block);
    }).join();
    CHECK(RealtimeGuard::drain().empty());
    CHECK(RealtimeGuard::check() == RealtimeCheck::off);
}

TEST_CASE("A driver's block is watched from enter to leave, closures included") {
    if (!canWatch(RealtimeKind::systemCall))
        return;
    Executor executor;
    const auto misbehave = [] { rawParentProcess(); };
    // Once before, because a sanitizer's first look at a type makes calls of its own.
    REQUIRE(executor.post(misbehave));
    executor.submit([] {});
    RealtimeGuard::install(RealtimeCheck::count);
    RealtimeGuard::drain();
    {
        Driver driver = executor.adopt();
        std::thread([&] {
            for (int turn = 0; turn < 3; ++turn) {
                const auto block = driver.enter();
                behave();
            }
            getppid();
            CHECK(RealtimeGuard::drain().empty());
            {
                const auto block = driver.enter();
                sched_yield();
            }
            getppid();
            CHECK(callsOf(RealtimeGuard::drain()) == Calls{"sched_yield"});
            CHECK(executor.post(misbehave));
            { const auto block = driver.enter(); }
            CHECK(callsOf(RealtimeGuard::drain()) == Calls{"getppid"});
        }).join();
    }
    RealtimeGuard::install(RealtimeCheck::off);
}
