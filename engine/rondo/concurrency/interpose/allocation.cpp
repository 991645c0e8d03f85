// SPDX-License-Identifier: MIT
// The C library's allocation functions, put in front of it for the whole program and every library that it
// loads: on an armed thread each is reported, and all go on to the C library's own allocator.
#include <rondo/concurrency/detail/guard_call.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <malloc.h>

#if !defined(__GLIBC__)
#error "The allocation interposers go on to glibc's __libc_malloc family, which this C library does not have."
#endif

extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* block) noexcept;
}

namespace {

using rondo::concurrency::RealtimeKind;
using rondo::concurrency::detail::GuardCall;
using rondo::concurrency::detail::threadArmed;

std::uint64_t word(const void* pointer) noexcept { return reinterpret_cast<std::uint64_t>(pointer); }

template <class Allocate>
void* reported(const char* call, const void* caller, std::initializer_list<std::uint64_t> arguments,
               Allocate allocate) noexcept {
    GuardCall report(RealtimeKind::allocation, call, caller, arguments);
    void* block = allocate();
    report.setResult(reinterpret_cast<std::int64_t>(block));
    return block;
}

void* alignedOrNull(const char* call, const void* caller, std::size_t alignment, std::size_t size) noexcept {
    if (!threadArmed()) [[likely]]
        return __libc_memalign(alignment, size);
    return reported(call, caller, {alignment, size}, [&] { return __libc_memalign(alignment, size); });
}

} // namespace

#pragma GCC visibility push(default)
extern "C" {

void* malloc(std::size_t size) noexcept {
    if (!threadArmed()) [[likely]]
        return __libc_malloc(size);
    return reported("malloc", __builtin_return_address(0), {size}, [&] { return __libc_malloc(size); });
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    if (!threadArmed()) [[likely]]
        return __libc_calloc(count, size);
    return reported("calloc", __builtin_return_address(0), {count, size},
                    [&] { return __libc_calloc(count, size); });
}

void* realloc(void* block, std::size_t size) noexcept {
    if (!threadArmed()) [[likely]]
        return __libc_realloc(block, size);
    return reported("realloc", __builtin_return_address(0), {word(block), size},
                    [&] { return __libc_realloc(block, size); });
}

void* reallocarray(void* block, std::size_t count, std::size_t size) noexcept {
    if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) {
        errno = ENOMEM;
        return nullptr;
    }
    if (!threadArmed()) [[likely]]
        return __libc_realloc(block, count * size);
    return reported("reallocarray", __builtin_return_address(0), {word(block), count, size},
                    [&] { return __libc_realloc(block, count * size); });
}

void free(void* block) noexcept {
    // Freeing nothing does nothing.
    if (block == nullptr)
        return;
    if (!threadArmed()) [[likely]]
        return __libc_free(block);
    GuardCall report(RealtimeKind::allocation, "free", __builtin_return_address(0), {word(block)});
    __libc_free(block);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
    return alignedOrNull("memalign", __builtin_return_address(0), alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
    return alignedOrNull("aligned_alloc", __builtin_return_address(0), alignment, size);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) noexcept {
    if (alignment % sizeof(void*) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    const int before = errno;
    void* found = alignedOrNull("posix_memalign", __builtin_return_address(0), alignment, size);
    errno = before;
    if (found == nullptr)
        return ENOMEM;
    *block = found;
    return 0;
}

} // extern "C"
#pragma GCC visibility pop
