// SPDX-License-Identifier: MIT
//
// What -fsanitize=thread makes the compiler call around each access to memory; the explorer answers in place of
// the sanitizer's library, which is not linked.
#include <explore/tool/execution.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

using explore::Execution;
using explore::PlainMemory;

bool watched() noexcept {
    const Execution* execution = Execution::existing();
    return execution != nullptr && execution->running() && execution->outside();
}

void access(const void* address, std::size_t bytes, PlainMemory::Kind kind, const void* code) {
    if (watched())
        Execution::instance().plainAccess(address, bytes, kind, code);
}

void atomic(const volatile void* address, bool acquire, bool release) {
    if (watched())
        Execution::instance().compilerAtomic(const_cast<const void*>(address), acquire, release);
}

} // namespace

// NOLINTBEGIN: the names are the compiler's.
#define RONDO_HERE __builtin_return_address(0)
#define RONDO_ACCESS(bytes)                                                                                    \
    void __tsan_read##bytes(void* address) { access(address, bytes, PlainMemory::Kind::read, RONDO_HERE); }    \
    void __tsan_write##bytes(void* address) { access(address, bytes, PlainMemory::Kind::write, RONDO_HERE); }  \
    void __tsan_unaligned_read##bytes(void* address) {                                                         \
        access(address, bytes, PlainMemory::Kind::read, RONDO_HERE);                                           \
    }                                                                                                          \
    void __tsan_unaligned_write##bytes(void* address) {                                                        \
        access(address, bytes, PlainMemory::Kind::write, RONDO_HERE);                                          \
    }

// Each works on the real memory: only one thread runs at a time.
#define RONDO_UPDATE(bits, name, builtin)                                                                      \
    std::uint##bits##_t __tsan_atomic##bits##_##name(volatile std::uint##bits##_t* at,                         \
                                                     std::uint##bits##_t value, int) {                         \
        atomic(at, true, true);                                                                                \
        return builtin(at, value, __ATOMIC_SEQ_CST);                                                           \
    }
#define RONDO_ATOMIC(bits)                                                                                     \
    std::uint##bits##_t __tsan_atomic##bits##_load(const volatile std::uint##bits##_t* at, int) {              \
        atomic(at, true, false);                                                                               \
        return __atomic_load_n(at, __ATOMIC_SEQ_CST);                                                          \
    }                                                                                                          \
    void __tsan_atomic##bits##_store(volatile std::uint##bits##_t* at, std::uint##bits##_t value, int) {       \
        atomic(at, false, true);                                                                               \
        __atomic_store_n(at, value, __ATOMIC_SEQ_CST);                                                         \
    }                                                                                                          \
    RONDO_UPDATE(bits, exchange, __atomic_exchange_n)                                                          \
    RONDO_UPDATE(bits, fetch_add, __atomic_fetch_add)                                                          \
    RONDO_UPDATE(bits, fetch_sub, __atomic_fetch_sub)                                                          \
    RONDO_UPDATE(bits, fetch_and, __atomic_fetch_and)                                                          \
    RONDO_UPDATE(bits, fetch_or, __atomic_fetch_or)                                                            \
    RONDO_UPDATE(bits, fetch_xor, __atomic_fetch_xor)                                                          \
    int __tsan_atomic##bits##_compare_exchange_strong(                                                         \
        volatile std::uint##bits##_t* at, std::uint##bits##_t* seen, std::uint##bits##_t value, int, int) {    \
        atomic(at, true, true);                                                                                \
        return __atomic_compare_exchange_n(at, seen, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);        \
    }                                                                                                          \
    int __tsan_atomic##bits##_compare_exchange_weak(                                                           \
        volatile std::uint##bits##_t* at, std::uint##bits##_t* seen, std::uint##bits##_t value, int, int) {    \
        return __tsan_atomic##bits##_compare_exchange_strong(at, seen, value, 0, 0);                           \
    }

extern "C" {
RONDO_ACCESS(1)
RONDO_ACCESS(2)
RONDO_ACCESS(4)
RONDO_ACCESS(8)
RONDO_ACCESS(16)
void __tsan_read_range(void* address, std::size_t bytes) {
    access(address, bytes, PlainMemory::Kind::read, RONDO_HERE);
}
void __tsan_write_range(void* address, std::size_t bytes) {
    access(address, bytes, PlainMemory::Kind::write, RONDO_HERE);
}
void __tsan_vptr_read(void** address) { access(address, sizeof(void*), PlainMemory::Kind::read, RONDO_HERE); }
void __tsan_vptr_update(void** address, void* value) {
    if (*address != value)
        access(address, sizeof(void*), PlainMemory::Kind::write, RONDO_HERE);
}
void __tsan_init() {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
RONDO_ATOMIC(8)
RONDO_ATOMIC(16)
RONDO_ATOMIC(32)
RONDO_ATOMIC(64)
}

// Static objects of functions: their guards order, and may be waited for.
extern "C" {
int __cxa_guard_acquire(std::uint64_t* guard) {
    auto* state = reinterpret_cast<std::uint8_t*>(guard); // the first byte: made; the second: being made
    while (state[0] == 0 && state[1] != 0)
        explore::yield();
    if (state[0] != 0)
        return 0;
    state[1] = 1;
    return 1;
}
void __cxa_guard_release(std::uint64_t* guard) {
    auto* state = reinterpret_cast<std::uint8_t*>(guard);
    atomic(guard, false, true);
    state[0] = 1;
}
void __cxa_guard_abort(std::uint64_t* guard) { *guard = 0; }
}

// The heap of an execution: memory is not used again within it, so that use after free shows.
namespace {

void* allocate(std::size_t bytes, std::size_t alignment) {
    if (watched())
        return Execution::instance().plain().allocate(bytes, alignment);
    void* memory = alignment <= 16
                       ? std::malloc(bytes == 0 ? 1 : bytes)
                       : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (memory == nullptr)
        throw std::bad_alloc();
    return memory;
}

void release(void* memory, const void* code) noexcept {
    Execution* execution = Execution::existing();
    if (execution == nullptr || !execution->plain().onHeap(memory)) {
        std::free(memory);
        return;
    }
    if (!execution->running())
        return; // what an execution that was given up left behind
    if (const auto fault = execution->plain().free(memory, execution->actor(), code))
        execution->fail(*fault);
}

} // namespace

void* operator new(std::size_t bytes) { return allocate(bytes, 16); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory, RONDO_HERE); }
void operator delete(void* memory, std::size_t) noexcept { release(memory, RONDO_HERE); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory, RONDO_HERE); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory, RONDO_HERE); }
// NOLINTEND
