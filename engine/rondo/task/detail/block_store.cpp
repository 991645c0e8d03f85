// SPDX-License-Identifier: MIT
#include <rondo/task/detail/block_store.h>

#include <algorithm>
#include <mutex>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#else
#error "detail/block_store.cpp asks for memory as Linux does; do it as this system does"
#endif

namespace rondo::task::detail {

using Guard = std::lock_guard<BriefLock>;

namespace {
constexpr std::size_t firstSlab = std::size_t(64) * 1024;
constexpr std::size_t lastSlab = std::size_t(2) * 1024 * 1024; ///< a page that the kernel gives whole

void* map(std::size_t size) {
    void* const address = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (address == MAP_FAILED)
        throw std::bad_alloc();
    return address;
}

/// One that begins where a large page does, so that a million tasks do not fault in one small page after
/// another. Without large pages it is as good as any.
void* mapLarge(std::size_t size) {
    auto* const all = static_cast<std::byte*>(map(2 * size));
    void* place = all;
    std::size_t space = 2 * size;
    auto* const begin = static_cast<std::byte*>(std::align(size, size, place, space));
    if (begin != all)
        munmap(all, static_cast<std::size_t>(begin - all));
    munmap(begin + size, space - size);
    madvise(begin, size, MADV_HUGEPAGE);
    return begin;
}
} // namespace

BlockStore::Owner BlockStore::make() { return Owner(new BlockStore); }

BlockStore::~BlockStore() {
    for (const auto& slab : slabs_) {
        unpoison(slab.address, slab.size); // for who gets these addresses next
        munmap(slab.address, slab.size);
    }
}

void BlockStore::close() noexcept {
    bool last = false;
    {
        const Guard guard(lock_);
        closed_ = true;
        last = out_ == 0;
    }
    if (last)
        delete this;
}

RONDO_SEES_POISONED BlockStore::Free* BlockStore::take(std::size_t number) {
    const Guard guard(lock_);
    auto* first = batches_[number];
    if (first != nullptr)
        batches_[number] = first->nextBatch;
    else
        first = cut(number);
    out_ += first->count;
    return first;
}

RONDO_SEES_POISONED void BlockStore::give(std::size_t number, Free* first) noexcept {
    bool last = false;
    {
        const Guard guard(lock_);
        first->nextBatch = batches_[number];
        batches_[number] = first;
        out_ -= first->count;
        last = closed_ && out_ == 0;
    }
    if (last)
        delete this;
}

// What is left of a slab that is too short for a block stays unused: less than one block of the largest class.
RONDO_SEES_POISONED BlockStore::Free* BlockStore::cut(std::size_t number) {
    const auto size = number * step;
    if (static_cast<std::size_t>(end_ - next_) < size)
        grow();
    const auto count = std::min(batch, static_cast<std::size_t>(end_ - next_) / size);
    Free* first = nullptr;
    // From behind, so that they are taken in the order in which they lie.
    for (auto left = count; left > 0; --left) {
        void* const block = next_ + (left - 1) * size + sizeof(void*);
        ownerOf(block) = this;
        first = freed(block, number, {first, nullptr, count});
    }
    next_ += count * size;
    return first;
}

void BlockStore::grow() {
    const auto size = slabs_.empty() ? firstSlab : std::min(2 * slabs_.back().size, lastSlab);
    slabs_.reserve(slabs_.size() + 1);
    void* const address = size == lastSlab ? mapLarge(size) : map(size);
    slabs_.push_back({address, size});
    // A block's head is before it, and the block at a multiple of 16.
    next_ = static_cast<std::byte*>(address) + step - sizeof(void*);
    end_ = static_cast<std::byte*>(address) + size;
}

} // namespace rondo::task::detail
