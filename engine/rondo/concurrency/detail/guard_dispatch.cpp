// SPDX-License-Identifier: MIT
// Syscall User Dispatch (Linux 5.11, Documentation/admin-guide/syscall-user-dispatch.rst): while the selector
// byte says so, the kernel turns each system call of the thread into a SIGSYS, whose handler reports it and
// makes it after all. Compiled without any sanitizer, like guard_ring.cpp and for the same reasons.
#include <rondo/concurrency/detail/guard_dispatch.h>

#include <csignal>
#include <rondo/concurrency/detail/guard_ring.h>
#include <rondo/concurrency/detail/guard_system.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>

namespace rondo::concurrency::detail {

namespace {

constexpr long setDispatch = 59; // PR_SET_SYSCALL_USER_DISPATCH; older headers lack the name
constexpr long dispatchOff = 0;
constexpr long dispatchOn = 1;
constexpr int causedByDispatch = 2; // SYS_USER_DISPATCH
constexpr unsigned long hasRestorer = 0x04000000;
constexpr unsigned long sigsysBit = 1UL << (SIGSYS - 1);
constexpr long maskSize = 8;
// mov $15,%rax; syscall: the whole of the C library's return from a signal handler.
constexpr unsigned char restorerCode[] = {0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05};
constexpr long restorerRange = sizeof restorerCode + 1; // the kernel compares the address after the instruction

// The kernel's struct sigaction, which is not the C library's.
struct KernelAction {
    void* handler;
    unsigned long flags;
    void* restorer;
    unsigned long mask;
};

struct Range {
    std::uintptr_t begin, end;
};

KernelAction previous;
void* restorer;
DispatchState state = DispatchState::untried;
Range exempt[4];
unsigned exemptCount;

bool isExempt(std::uintptr_t address) noexcept {
    for (unsigned index = 0; index < exemptCount; ++index)
        if (address >= exempt[index].begin && address < exempt[index].end)
            return true;
    return false;
}

void forward(int signal, siginfo_t* details, void* context) noexcept {
    if (previous.handler == reinterpret_cast<void*>(SIG_IGN))
        return;
    if (previous.handler == reinterpret_cast<void*>(SIG_DFL)) {
        KernelAction fallBack{nullptr, hasRestorer, restorer, 0};
        systemCall(SYS_rt_sigaction, signal, word(&fallBack), 0, maskSize);
        systemCall(SYS_tgkill, systemCall(SYS_getpid), systemCall(SYS_gettid), signal);
    } else if ((previous.flags & SA_SIGINFO) != 0) {
        reinterpret_cast<void (*)(int, siginfo_t*, void*)>(previous.handler)(signal, details, context);
    } else {
        reinterpret_cast<void (*)(int)>(previous.handler)(signal);
    }
}

// Calls that are tied to the stack, the thread or the process which makes them: they must run where they stand.
bool runsInPlace(int number) noexcept {
    switch (number) {
    case SYS_rt_sigreturn:
    case SYS_sigaltstack:
    case SYS_clone:
    case SYS_clone3:
    case SYS_fork:
    case SYS_vfork:
    case SYS_exit:
    case SYS_exit_group:
        return true;
    default:
        return false;
    }
}

// The return from our handler restores the mask of the interrupted code, so a change must be made there as
// well. And SIGSYS stays open: a dispatch that finds it blocked kills the process.
void keepMask(ucontext_t& context) noexcept {
    unsigned long mask = sigsysBit;
    systemCall(SYS_rt_sigprocmask, SIG_UNBLOCK, word(&mask), 0, maskSize);
    systemCall(SYS_rt_sigprocmask, SIG_BLOCK, 0, word(&mask), maskSize);
    *reinterpret_cast<unsigned long*>(&context.uc_sigmask) = mask;
}

void fillArguments(GuardRecord& record, const greg_t* registers) noexcept {
    constexpr int order[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
    record.argumentCount = 6;
    for (unsigned index = 0; index < 6; ++index)
        record.arguments[index] = static_cast<std::uint64_t>(registers[order[index]]);
}

long makeCall(int number, ucontext_t& context) noexcept {
    const greg_t* registers = context.uc_mcontext.gregs;
    const long result = systemCall(number, registers[REG_RDI], registers[REG_RSI], registers[REG_RDX],
                                   registers[REG_R10], registers[REG_R8], registers[REG_R9]);
    if (number == SYS_rt_sigprocmask)
        keepMask(context);
    return result;
}

// SA_NODEFER, so that a signal handler which interrupts this one may be caught in turn and not killed. No
// SA_ONSTACK: audio threads may share none, and the walk through the frames would have to cross it.
void handle(int signal, siginfo_t* details, void* contextPointer) noexcept {
    GuardSlot* slot = guardSlot;
    if (details->si_code != causedByDispatch || slot == nullptr)
        return forward(signal, details, contextPointer);
    slot->selector = 0; // before anything that could enter the kernel
    ucontext_t& context = *static_cast<ucontext_t*>(contextPointer);
    greg_t* registers = context.uc_mcontext.gregs;
    const int number = details->si_syscall;
    const void* caller = details->si_call_addr;
    const bool reported = !isExempt(reinterpret_cast<std::uintptr_t>(caller));

    GuardRecord record;
    if (reported) {
        countViolation(RealtimeKind::systemCall, 1);
        startRecord(record, RealtimeKind::systemCall, *slot);
        record.systemCall = number;
        fillArguments(record, registers);
        captureBacktrace(record, caller);
        abortIfWanted(record);
    }
    if (runsInPlace(number)) {
        if (reported)
            pushRecord(record);
        registers[REG_RIP] -= 2; // back to the instruction; the rest of this block goes unwatched
        return;
    }
    registers[REG_RAX] = makeCall(number, context);
    if (reported) {
        record.result = registers[REG_RAX];
        record.hasResult = true;
        pushRecord(record);
    }
    slot->selector = armed; // our own return passes: it lies in the exempted range
}

bool restorerKnown() noexcept {
    const auto* code = static_cast<const unsigned char*>(restorer);
    if (code == nullptr)
        return false;
    for (unsigned index = 0; index < sizeof restorerCode; ++index)
        if (code[index] != restorerCode[index])
            return false;
    return true;
}

long dispatch(GuardSlot& slot) noexcept {
    return systemCall(SYS_prctl, setDispatch, dispatchOn, word(restorer), restorerRange, word(&slot.selector));
}

long endDispatch() noexcept { return systemCall(SYS_prctl, setDispatch, dispatchOff); }

void unblock() noexcept {
    unsigned long mask = sigsysBit;
    systemCall(SYS_rt_sigprocmask, SIG_UNBLOCK, word(&mask), 0, maskSize);
}

// The restorer is the C library's own, and only the C library tells where that is: by a disposition made
// through it, and taken back through it, because a sanitizer keeps a list of its own. The handler itself is set
// past them both: a sanitizer would put a wrapper of its own in between.
long takeSignal() noexcept {
    struct sigaction probe {};
    struct sigaction before {};
    probe.sa_handler = SIG_IGN;
    sigaction(SIGSYS, &probe, &before);
    KernelAction known{};
    systemCall(SYS_rt_sigaction, SIGSYS, 0, word(&known), maskSize);
    sigaction(SIGSYS, &before, nullptr);
    systemCall(SYS_rt_sigaction, SIGSYS, 0, word(&previous), maskSize);
    restorer = known.restorer;
    if (!restorerKnown())
        return -1;
    KernelAction ours{reinterpret_cast<void*>(&handle), SA_SIGINFO | SA_NODEFER | hasRestorer, restorer, 0};
    return systemCall(SYS_rt_sigaction, SIGSYS, word(&ours), 0, maskSize);
}

} // namespace

DispatchState installDispatch(bool underValgrind, int& error) noexcept {
    if (state != DispatchState::untried)
        return state;
    if (underValgrind)
        return state = DispatchState::valgrind;
    static GuardSlot trial;
    const long taken = takeSignal();
    if (taken != 0) {
        error = static_cast<int>(-taken);
        return state = restorerKnown() ? DispatchState::handlerRefused : DispatchState::foreignRestorer;
    }
    const long refused = dispatch(trial);
    if (refused != 0) {
        error = static_cast<int>(-refused);
        systemCall(SYS_rt_sigaction, SIGSYS, word(&previous), 0, maskSize);
        return state = DispatchState::dispatchRefused;
    }
    endDispatch();
    return state = DispatchState::active;
}

void exemptRange(std::uintptr_t begin, std::uintptr_t end) noexcept {
    if (exemptCount < sizeof exempt / sizeof exempt[0])
        exempt[exemptCount++] = {begin, end};
}

int attachDispatch(GuardSlot& slot) noexcept {
    unblock();
    const long refused = dispatch(slot);
    slot.dispatches = refused == 0;
    return static_cast<int>(-refused);
}

void detachDispatch(GuardSlot& slot) noexcept {
    slot.selector = 0;
    if (slot.dispatches)
        endDispatch();
    slot.dispatches = false;
}

bool dispatchIntact() noexcept {
    KernelAction now{};
    systemCall(SYS_rt_sigaction, SIGSYS, 0, word(&now), maskSize);
    if (now.handler != reinterpret_cast<void*>(&handle))
        return false;
    unblock();
    return true;
}

void startRecord(GuardRecord& record, RealtimeKind kind, const GuardSlot& slot) noexcept {
    record.kind = kind;
    record.hasResult = false;
    record.systemCall = -1;
    record.thread = slot.thread;
    record.argumentCount = 0;
    record.depth = 0;
    record.call = nullptr;
    record.pageFaults = 0;
    for (unsigned index = 0; index < sizeof record.threadName; ++index)
        record.threadName[index] = slot.threadName[index];
    timespec now;
    systemCall(SYS_clock_gettime, CLOCK_MONOTONIC, word(&now));
    record.time = now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

} // namespace rondo::concurrency::detail
