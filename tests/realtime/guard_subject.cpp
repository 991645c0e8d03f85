// SPDX-License-Identifier: MIT
// A program that misbehaves in the way its argument names, for process_test.cpp to watch from outside.
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <map>
#include <mutex>
#include <rondo/concurrency/realtime_guard.h>
#include <rondo/concurrency/realtime_scope.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace rondo::concurrency;

namespace {

constexpr int dispatchRequest = 59; // PR_SET_SYSCALL_USER_DISPATCH

template <class Call>
void onAudioThread(Call call) {
    std::thread([&] {
        prctl(PR_SET_NAME, "subject");
        { const RealtimeScope first; }
        const RealtimeScope scope;
        call();
    }).join();
}

void showStatus() {
    for (const auto& wire : RealtimeGuard::status())
        std::printf("%s: %s\n", wire.active ? "active" : "absent", wire.text.c_str());
}

void showViolations() {
    for (const auto& violation : RealtimeGuard::drain())
        std::printf("%s", describe(violation).c_str());
}

bool denyDispatch() {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, dispatchRequest, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{sizeof rules / sizeof rules[0], rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

void refused() {
    if (!denyDispatch())
        std::puts("untestable: no seccomp here");
    RealtimeGuard::install(RealtimeCheck::count);
    onAudioThread([] { syscall(SYS_getppid); });
    showStatus();
    showViolations();
}

void refusedLater() {
    RealtimeGuard::install(RealtimeCheck::count);
    if (!denyDispatch())
        std::puts("untestable: no seccomp here");
    onAudioThread([] { syscall(SYS_getppid); });
    showStatus();
}

void replaced() {
    RealtimeGuard::install(RealtimeCheck::count);
    std::signal(SIGSYS, [](int) {});
    std::thread([] {
        for (int block = 0; block <= 1000; ++block)
            const RealtimeScope scope;
        const RealtimeScope scope;
        syscall(SYS_getppid);
    }).join();
    showStatus();
}

void foreignSignal() {
    std::signal(SIGSYS, [](int) { static_cast<void>(!write(1, "the program's own handler\n", 26)); });
    RealtimeGuard::install(RealtimeCheck::count);
    onAudioThread([] {
        const RealtimeExemption allowed;
        raise(SIGSYS);
    });
    onAudioThread([] { syscall(SYS_getppid); });
    showViolations();
}

void forked() {
    RealtimeGuard::install(RealtimeCheck::count);
    onAudioThread([] {
        const pid_t child = fork();
        if (child == 0) {
            const RealtimeScope scope;
            syscall(SYS_getppid);
            _exit(7);
        }
        const RealtimeExemption allowed;
        int status = 0;
        waitpid(child, &status, 0);
        std::printf("child %d\n", WEXITSTATUS(status));
    });
    showViolations();
}

void exitInside() {
    RealtimeGuard::install(RealtimeCheck::count);
    onAudioThread([] { std::_Exit(9); });
}

void aborting(const std::function<void()>& call) {
    RealtimeGuard::install(RealtimeCheck::abort);
    onAudioThread([] {});
    onAudioThread(call);
    std::puts("still alive");
}

// The thread that would write the report needs the one arena, whose lock the violating malloc holds.
void abortUnderMallocLock() {
    mallopt(M_ARENA_MAX, 1);
    aborting([] {
        void* volatile block = std::malloc(std::size_t{64} << 20);
        std::free(block);
    });
}

const std::map<std::string_view, std::function<void()>> cases = {
    {"refused", refused},
    {"refused-later", refusedLater},
    {"replaced", replaced},
    {"foreign-signal", foreignSignal},
    {"forked", forked},
    {"exit-inside", exitInside},
    {"abort-clean", [] { aborting([] {}); }},
    {"abort-write", [] { aborting([] { static_cast<void>(!write(1, "", 0)); }); }},
    {"abort-malloc",
     [] {
         aborting([] {
             void* volatile block = std::malloc(64);
             std::free(block);
         });
     }},
    {"abort-lock",
     [] {
         static std::mutex mutex;
         aborting([] { const std::scoped_lock lock(mutex); });
     }},
    {"abort-two-threads",
     [] {
         RealtimeGuard::install(RealtimeCheck::abort);
         std::thread other([] { onAudioThread([] { syscall(SYS_getppid); }); });
         onAudioThread([] { syscall(SYS_getppid); });
         other.join();
     }},
    {"abort-under-malloc-lock", abortUnderMallocLock},
};

} // namespace

int main(int argumentCount, char** arguments) {
    std::setvbuf(stdout, nullptr, _IONBF, 0);
    const auto found = cases.find(argumentCount == 2 ? arguments[1] : "");
    if (found == cases.end())
        return 2;
    found->second();
    return 0;
}
