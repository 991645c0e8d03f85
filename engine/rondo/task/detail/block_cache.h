// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <rondo/task/detail/block_store.h>

namespace rondo::task::detail {

/// Blocks for coroutine frames and tasks that one worker has at hand: of each size at most two batches, what is
/// beyond goes to the pool's store. A block says whose it is, so that it may be given back anywhere.
class BlockCache {
public:
    explicit BlockCache(BlockStore& store) noexcept : store_(store) {}
    ~BlockCache();
    BlockCache(const BlockCache&) = delete;
    BlockCache& operator=(const BlockCache&) = delete;

    void* take(std::size_t size);
    void give(void* block, std::size_t size) noexcept;

    /// Of the calling worker, or the global allocator's on any other thread.
    static void* allocate(std::size_t size);
    static void release(void* block, std::size_t size) noexcept;

private:
    using Free = BlockStore::Free;
    struct List {
        Free* first = nullptr;
        std::size_t count = 0;
        Free* spare = nullptr; ///< a whole batch
    };
    static std::size_t numberOf(std::size_t size) noexcept;
    void refill(List& list, std::size_t number);
    void setAside(List& list, std::size_t number) noexcept;
    static void giveTo(BlockStore* owner, void* block, std::size_t number) noexcept;

    BlockStore& store_;
    std::array<List, BlockStore::classes + 1> lists_{}; ///< by steps
};

} // namespace rondo::task::detail
