// SPDX-License-Identifier: MIT
#include <cstdio>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <rondo/concurrency/detail/guard_call_names.h>
#include <rondo/concurrency/detail/guard_symbols.h>
#include <rondo/concurrency/realtime_violation.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace rondo::concurrency;

TEST_CASE("A violation is written with kind, call, arguments, result and thread") {
    RealtimeViolation violation;
    violation.kind = RealtimeKind::lock;
    violation.call = "pthread_mutex_lock";
    violation.arguments = {0x1234};
    violation.result = -11;
    violation.thread = 42;
    violation.threadName = "audio";
    CHECK(describe(violation) == "lock: pthread_mutex_lock(0x1234) = -11, on thread 42 'audio'\n");
}

TEST_CASE("A system call is written with its number, and without a result when it gave none") {
    RealtimeViolation violation;
    violation.call = "exit";
    violation.systemCall = SYS_exit;
    violation.arguments = {0, 1, 2, 3, 4, 255};
    violation.thread = 7;
    CHECK(describe(violation) ==
          "system call: exit (system call 60)(0, 0x1, 0x2, 0x3, 0x4, 0xff), on thread 7\n");
}

TEST_CASE("Page faults are written with their number") {
    RealtimeViolation violation;
    violation.kind = RealtimeKind::pageFault;
    violation.pageFaults = 3;
    violation.thread = 7;
    CHECK(describe(violation) == "page fault: 3 since the last reading, on thread 7\n");
}

TEST_CASE("A frame is named by its function and object, and by its bare address when it lies in none") {
    RealtimeViolation violation;
    violation.backtrace = {reinterpret_cast<char*>(&std::fputs) + 4, reinterpret_cast<void*>(0x10)};
    const std::string text = describe(violation);
    CAPTURE(text);
    CHECK(text.find("fputs+4 in ") != text.npos);
    CHECK(text.find("#1 0x10\n") != text.npos);
}

TEST_CASE("Every kind has a name") {
    CHECK(std::string(name(RealtimeKind::systemCall)) == "system call");
    CHECK(std::string(name(RealtimeKind::allocation)) == "allocation");
    CHECK(std::string(name(RealtimeKind::lock)) == "lock");
    CHECK(std::string(name(RealtimeKind::pageFault)) == "page fault");
}

TEST_CASE("System calls have the names that the kernel's headers give them") {
    using detail::systemCallName;
    CHECK(std::string(systemCallName(SYS_read)) == "read");
    CHECK(std::string(systemCallName(SYS_futex)) == "futex");
    CHECK(std::string(systemCallName(SYS_openat)) == "openat");
    CHECK(std::string(systemCallName(SYS_rseq)) == "rseq");
    CHECK(std::string(systemCallName(SYS_pidfd_send_signal)) == "pidfd_send_signal");
    CHECK(std::string(systemCallName(SYS_clone3)) == "clone3");
    CHECK(std::string(systemCallName(SYS_futex_waitv)) == "futex_waitv");
    CHECK(std::string(systemCallName(-1)) == "an unknown system call");
    CHECK(std::string(systemCallName(400)) == "an unknown system call");
    CHECK(std::string(systemCallName(100'000)) == "an unknown system call");
}

TEST_CASE("A symbol table that is missing, cut off or no object file gives no names and no crash") {
    CHECK(detail::ObjectSymbols("/nonexistent/file").around(0x1000) == nullptr);
    CHECK(detail::ObjectSymbols("/").around(0x1000) == nullptr);
    const auto path = std::filesystem::temp_directory_path() / ("rondo-symbols-" + std::to_string(getpid()));
    std::ifstream self("/proc/self/exe", std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(self)), {});
    for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{63}, std::size_t{64},
                                     whole.size() / 2, whole.size() - 100}) {
        std::ofstream(path, std::ios::binary) << whole.substr(0, length);
        CHECK(detail::ObjectSymbols(path).around(0) == nullptr);
    }
    std::string damaged = whole;
    for (std::size_t at = 16; at < 64; ++at)
        damaged[at] = '\xff';
    std::ofstream(path, std::ios::binary) << damaged;
    CHECK(detail::ObjectSymbols(path).around(0x1000) == nullptr);
    std::filesystem::remove(path);
}
