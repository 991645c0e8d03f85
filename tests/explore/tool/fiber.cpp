// SPDX-License-Identifier: MIT
#include <explore/tool/fiber.h>

#include <pthread.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <asm/prctl.h>
#include <atomic>
#include <stdexcept>

#if !defined(__x86_64__) || !defined(__linux__)
#error "tests/explore/tool/fiber.cpp knows x86-64 Linux only; port changeStack and setStorage to this system"
#endif

extern "C" void exploreChangeStack(void** saved, void* next, std::uintptr_t storage, int direct);

// The registers that a function must preserve, the stack, and the base of thread-local storage.
asm(R"(
    .text
    .globl exploreChangeStack
    .type exploreChangeStack, @function
exploreChangeStack:
    .cfi_startproc
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    testl %ecx, %ecx
    jz 1f
    wrfsbase %rdx
1:
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .cfi_endproc
    .size exploreChangeStack, .-exploreChangeStack
)");

namespace explore {

namespace {

// Whether the kernel lets a program set the base by an instruction (bit 1 of HWCAP2, Linux 5.9).
bool setsDirectly() noexcept {
    static const bool answer = (getauxval(AT_HWCAP2) & 2) != 0;
    return answer;
}

void* lendStorage(void* place) {
    // glibc on x86-64: a thread's id is the address of its thread-local storage.
    static_cast<std::atomic<std::uintptr_t>*>(place)->store(pthread_self());
    static_cast<std::atomic<std::uintptr_t>*>(place)->notify_one();
    for (;;)
        ::pause();
    return nullptr;
}

} // namespace

void Fiber::prepare(std::byte* stack, void (*entry)()) noexcept {
    constexpr std::size_t registers = 6;
    auto** top = reinterpret_cast<void**>(stack + stackBytes);
    *--top = nullptr; // where a call would have left its return address: the alignment that a function expects
    *--top = reinterpret_cast<void*>(entry);
    for (std::size_t index = 0; index < registers; ++index)
        *--top = nullptr;
    stackPointer_ = top;
}

void Fiber::adoptCaller() noexcept { storage_ = pthread_self(); }

void Fiber::renewStorage() {
    std::atomic<std::uintptr_t> place{0};
    pthread_t thread = 0;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 64 * 1024);
    const int refused = pthread_create(&thread, &attributes, lendStorage, &place);
    pthread_attr_destroy(&attributes);
    if (refused != 0)
        throw std::runtime_error("The explorer could not start a thread that lends its storage to a fiber.");
    place.wait(0);
    storage_ = place.load();
}

void Fiber::change(Fiber& from, Fiber& to) noexcept {
    if (!setsDirectly())
        syscall(SYS_arch_prctl, ARCH_SET_FS, to.storage_);
    exploreChangeStack(&from.stackPointer_, to.stackPointer_, to.storage_, setsDirectly() ? 1 : 0);
}

} // namespace explore
