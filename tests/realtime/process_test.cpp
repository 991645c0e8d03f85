// SPDX-License-Identifier: MIT
// What the guard does to whole processes: the abort mode, and every way in which a system can refuse a
// tripwire.
#include <csignal>
#include <cstdio>
#include <realtime/violating_calls.h>
#include <string>
#include <sys/wait.h>

namespace {

using namespace rondo::concurrency;
using namespace rondo::test;

struct Outcome {
    int status = 0; ///< as a shell gives it: 128 and the signal for a killed program
    std::string output;
    bool says(std::string_view words) const { return output.find(words) != output.npos; }
    std::size_t count(std::string_view words) const {
        std::size_t found = 0;
        for (auto at = output.find(words); at != output.npos; at = output.find(words, at + 1))
            ++found;
        return found;
    }
};

Outcome run(const std::string& program, const std::string& argument, const std::string& before = "") {
    Outcome outcome;
    std::FILE* pipe = popen((before + " '" + program + "' " + argument + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    char bytes[4096];
    while (const auto count = std::fread(bytes, 1, sizeof bytes, pipe))
        outcome.output.append(bytes, count);
    const int status = pclose(pipe);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

constexpr int aborted = 128 + SIGABRT;

bool systemCallsWatched() {
    RealtimeGuard::install(RealtimeCheck::count);
    const bool possible = watched(RealtimeKind::systemCall);
    if (!possible)
        for (const auto& wire : RealtimeGuard::status())
            MESSAGE(wire.text);
    RealtimeGuard::install(RealtimeCheck::off);
    return possible;
}

bool interposed() {
    if (!watched(RealtimeKind::allocation))
        MESSAGE("not tested here: this build has no interposers");
    return watched(RealtimeKind::allocation);
}

} // namespace

TEST_CASE("In abort mode a clean process lives") {
    const auto outcome = run(GUARD_SUBJECT, "abort-clean");
    CHECK(outcome.status == 0);
    CHECK(outcome.output == "still alive\n");
}

TEST_CASE("In abort mode a system call ends the process with one report that names call, thread and place") {
    if (!systemCallsWatched())
        return;
    const auto outcome = run(GUARD_SUBJECT, "abort-write");
    CAPTURE(outcome.output);
    CHECK(outcome.status == aborted);
    CHECK(outcome.count("rondo: the realtime guard ends this process") == 1);
    CHECK(outcome.says("system call: write (system call 1)(0x1, "));
    CHECK(outcome.says("'subject'"));
    CHECK(outcome.says(" in libc.so"));
    CHECK_FALSE(outcome.says("still alive"));
}

TEST_CASE("In abort mode an allocation or a lock ends the process as well") {
    if (!interposed())
        return;
    const auto allocation = run(GUARD_SUBJECT, "abort-malloc");
    CAPTURE(allocation.output);
    CHECK(allocation.status == aborted);
    CHECK(allocation.says("allocation: malloc(0x40)"));
    const auto lock = run(GUARD_SUBJECT, "abort-lock");
    CAPTURE(lock.output);
    CHECK(lock.status == aborted);
    CHECK(lock.says("lock: pthread_mutex_lock(0x"));
}

TEST_CASE("In abort mode two threads at once make one report") {
    if (!systemCallsWatched())
        return;
    const auto outcome = run(GUARD_SUBJECT, "abort-two-threads");
    CAPTURE(outcome.output);
    CHECK(outcome.status == aborted);
    CHECK(outcome.count("rondo: the realtime guard ends this process") == 1);
}

TEST_CASE("In abort mode a thread that holds malloc's own lock is reported all the same, without names") {
    if (!systemCallsWatched() || !interposed())
        return;
    const auto outcome = run(GUARD_SUBJECT_PLAIN, "abort-under-malloc-lock");
    CAPTURE(outcome.output);
    CHECK(outcome.status == aborted);
    CHECK(outcome.count("rondo: the realtime guard ends this process: mmap on thread ") == 1);
}

TEST_CASE("Where the system refuses the dispatch, the guard says so and goes on with what is left") {
    if (!systemCallsWatched())
        return;
    for (const char* when : {"refused", "refused-later"}) {
        const auto outcome = run(GUARD_SUBJECT, when);
        CAPTURE(outcome.output);
        CHECK(outcome.status == 0);
        if (outcome.says("untestable"))
            continue;
        CHECK(outcome.says("absent: System calls are not watched: the system refused Syscall User Dispatch ("));
        CHECK_FALSE(outcome.says("getppid"));
    }
}

TEST_CASE("A program without the interposers says that it watches no allocations and no locks") {
    const auto outcome = run(GUARD_SUBJECT_PLAIN, "refused");
    CHECK(outcome.status == 0);
    CHECK(outcome.says("absent: Allocations are not watched: "));
    CHECK(outcome.says("absent: Locks are not watched: "));
}

TEST_CASE("When another part of the program takes SIGSYS away, the threads are let go and nobody is killed") {
    if (!systemCallsWatched())
        return;
    const auto outcome = run(GUARD_SUBJECT, "replaced");
    CAPTURE(outcome.output);
    CHECK(outcome.status == 0);
    CHECK(outcome.says("absent: System calls are not watched: another part of the program"));
}

TEST_CASE("A SIGSYS that is not the guard's reaches the handler that was there before") {
    if (!systemCallsWatched())
        return;
    const auto outcome = run(GUARD_SUBJECT, "foreign-signal");
    CAPTURE(outcome.output);
    CHECK(outcome.status == 0);
    CHECK(outcome.count("the program's own handler") == 1);
    CHECK(outcome.count("system call: getppid") == 1);
}

TEST_CASE("A child forked inside a block lives its own life") {
    if (!systemCallsWatched())
        return;
    const auto outcome = run(GUARD_SUBJECT, "forked");
    CAPTURE(outcome.output);
    CHECK(outcome.status == 0);
    CHECK(outcome.says("child 7"));
    CHECK(outcome.says("system call: clone"));
}

TEST_CASE("A process may end inside a block") { CHECK(run(GUARD_SUBJECT, "exit-inside").status == 9); }

TEST_CASE("Under valgrind the guard leaves the system calls alone") {
    if (std::system("valgrind --version > /dev/null 2>&1") != 0 || !interposed()) {
        MESSAGE("not tested here: valgrind is not installed, or this is a sanitizer build");
        return;
    }
    const auto outcome = run(GUARD_SUBJECT, "refused", "valgrind --tool=none -q");
    CAPTURE(outcome.output);
    CHECK(outcome.status == 0);
    CHECK(outcome.says("absent: System calls are not watched: valgrind"));
}
