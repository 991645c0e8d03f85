// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// AddressSanitizer knows nothing of blocks that are cut from a slab; so it is told which of them nobody has.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RONDO_POISONS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define RONDO_POISONS
#endif

#if defined(RONDO_POISONS)
#include <sanitizer/asan_interface.h>
/// For what keeps lists inside of blocks that nobody has.
#define RONDO_SEES_POISONED __attribute__((no_sanitize("address")))
#else
#define RONDO_SEES_POISONED
#endif

namespace rondo::task::detail {

/// From now on each look at it is reported.
inline void poison([[maybe_unused]] void* block, [[maybe_unused]] std::size_t size) noexcept {
#if defined(RONDO_POISONS)
    ASAN_POISON_MEMORY_REGION(block, size);
#endif
}
inline void unpoison([[maybe_unused]] void* block, [[maybe_unused]] std::size_t size) noexcept {
#if defined(RONDO_POISONS)
    ASAN_UNPOISON_MEMORY_REGION(block, size);
#endif
}
/// A look at a block that shall not be poisoned: so what is given back twice is reported.
inline void requireUnpoisoned([[maybe_unused]] const void* block) noexcept {
#if defined(RONDO_POISONS)
    static_cast<void>(*static_cast<const volatile std::byte*>(block));
#endif
}

} // namespace rondo::task::detail
