// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <rondo/task/detail/brief_lock.h>
#include <rondo/task/detail/poison.h>
#include <vector>

namespace rondo::task::detail {

/// Where the workers of a pool get blocks by the batch and leave those that they have too many of. It cuts them
/// from slabs, each larger than the one before, and keeps these until the pool has ended and all blocks are
/// back: what a pool holds in its busiest moment it holds until its end.
class BlockStore {
public:
    /// What lies in a block while nobody has it; the first of a batch leads to the next batch.
    struct Free {
        Free* next;
        Free* nextBatch;
        std::size_t count; ///< of a batch's first
    };
    static constexpr std::size_t step = 16;
    static constexpr std::size_t batch = 64;
    static constexpr std::size_t smallest = 2; ///< steps in which a Free and its head find room
    static constexpr std::size_t classes = 64;
    /// The bytes of a block of so many steps, without its head.
    static constexpr std::size_t room(std::size_t number) noexcept { return number * step - sizeof(void*); }
    /// The steps of a block for so many bytes and its head.
    static constexpr std::size_t classOf(std::size_t size) noexcept {
        return (size + sizeof(void*) + step - 1) / step;
    }

    /// Lives as long as its pool, and beyond that as long as any of its blocks is out.
    struct Close {
        void operator()(BlockStore* store) const noexcept { store->close(); }
    };
    using Owner = std::unique_ptr<BlockStore, Close>;
    static Owner make();

    /// Returns a batch. Throws std::bad_alloc.
    Free* take(std::size_t number);
    void give(std::size_t number, Free* first) noexcept;

    /// Whose a block is: null for the global allocator's.
    static BlockStore*& ownerOf(void* block) noexcept { return static_cast<BlockStore**>(block)[-1]; }
    /// Makes a block of so many steps one that nobody has.
    static Free* freed(void* block, std::size_t number, Free as) noexcept {
        requireUnpoisoned(block);
        auto* const free = new (block) Free(as);
        poison(block, room(number));
        return free;
    }

private:
    struct Slab {
        void* address;
        std::size_t size;
    };
    BlockStore() = default;
    ~BlockStore();
    void close() noexcept;
    Free* cut(std::size_t number);
    void grow();

    BriefLock lock_; ///< everything below
    std::array<Free*, classes + 1> batches_{};
    std::vector<Slab> slabs_;
    std::byte* next_ = nullptr; ///< what is left of the last slab
    std::byte* end_ = nullptr;
    std::size_t out_ = 0; ///< blocks that somebody has
    bool closed_ = false;
};

} // namespace rondo::task::detail
