// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

namespace rondo::task::detail {

/// Blocks for coroutine frames and tasks that one worker has given back and will take again. Each block is the
/// global allocator's, of its class's size, so that it may be given back anywhere.
class BlockCache {
public:
    BlockCache() noexcept = default;
    ~BlockCache();
    BlockCache(const BlockCache&) = delete;
    BlockCache& operator=(const BlockCache&) = delete;

    void* take(std::size_t size);
    void give(void* block, std::size_t size) noexcept;

    /// Of the calling worker, or the global allocator's on any other thread.
    static void* allocate(std::size_t size);
    static void release(void* block, std::size_t size) noexcept;

private:
    struct Free {
        Free* next;
    };
    struct List {
        Free* first = nullptr;
        std::size_t count = 0;
    };
    static constexpr std::size_t step = 16; ///< and 8 more, with which the C library's own 8 fill its steps
    static constexpr std::size_t classes = 64;
    static constexpr std::size_t longest = 8192; ///< blocks that a list keeps

    static constexpr std::size_t classOf(std::size_t size) noexcept { return (size + step / 2 - 1) / step; }
    static constexpr std::size_t sizeOf(std::size_t number) noexcept { return number * step + step / 2; }

    std::array<List, classes + 1> lists_{}; ///< by steps
};

} // namespace rondo::task::detail
