// SPDX-License-Identifier: MIT
#include <rondo/task/detail/block_cache.h>

#include <algorithm>
#include <new>
#include <rondo/task/detail/worker.h>
#include <utility>

namespace rondo::task::detail {

namespace {
// The head of such a block is as far before it as the allocator's alignment needs.
constexpr std::size_t before = BlockStore::step;

void* takeGlobal(std::size_t size) {
    auto* const block = static_cast<std::byte*>(::operator new(size + before)) + before;
    BlockStore::ownerOf(block) = nullptr;
    return block;
}
void giveGlobal(void* block) noexcept { ::operator delete(static_cast<std::byte*>(block) - before); }
} // namespace

std::size_t BlockCache::numberOf(std::size_t size) noexcept {
    return std::max(BlockStore::classOf(size), BlockStore::smallest);
}

RONDO_SEES_POISONED BlockCache::~BlockCache() {
    for (std::size_t number = 0; number < lists_.size(); ++number) {
        auto& list = lists_[number];
        if (list.first != nullptr) {
            list.first->count = list.count;
            store_.give(number, list.first);
        }
        if (list.spare != nullptr)
            store_.give(number, list.spare);
    }
}

RONDO_SEES_POISONED void* BlockCache::take(std::size_t size) {
    const auto number = numberOf(size);
    if (number > BlockStore::classes) [[unlikely]]
        return takeGlobal(size);
    auto& list = lists_[number];
    if (list.first == nullptr) [[unlikely]]
        refill(list, number);
    auto* const block = list.first;
    list.first = block->next;
    --list.count;
    unpoison(block, size);
    return block;
}

RONDO_SEES_POISONED void BlockCache::give(void* block, std::size_t size) noexcept {
    const auto number = numberOf(size);
    if (BlockStore::ownerOf(block) != &store_) [[unlikely]]
        return giveTo(BlockStore::ownerOf(block), block, number);
    auto& list = lists_[number];
    if (list.count == BlockStore::batch) [[unlikely]]
        setAside(list, number);
    requireUnpoisoned(block);
    auto* const free = new (block) Free;
    free->next = list.first;
    poison(block, BlockStore::room(number));
    list.first = free;
    ++list.count;
}

// The rare ways are never inline, so that the usual one needs no stack.
[[gnu::noinline]] RONDO_SEES_POISONED void BlockCache::refill(List& list, std::size_t number) {
    list.first = list.spare != nullptr ? std::exchange(list.spare, nullptr) : store_.take(number);
    list.count = list.first->count;
}

[[gnu::noinline]] RONDO_SEES_POISONED void BlockCache::setAside(List& list, std::size_t number) noexcept {
    if (list.spare != nullptr)
        store_.give(number, list.spare);
    list.first->count = list.count;
    list.spare = std::exchange(list.first, nullptr);
    list.count = 0;
}

[[gnu::noinline]] void BlockCache::giveTo(BlockStore* owner, void* block, std::size_t number) noexcept {
    if (owner == nullptr)
        giveGlobal(block);
    else
        owner->give(number, BlockStore::freed(block, number, {nullptr, nullptr, 1}));
}

void* BlockCache::allocate(std::size_t size) {
    auto* const worker = Worker::current();
    return worker != nullptr ? worker->blocks().take(size) : takeGlobal(size);
}

void BlockCache::release(void* block, std::size_t size) noexcept {
    if (auto* const worker = Worker::current())
        return worker->blocks().give(block, size);
    giveTo(BlockStore::ownerOf(block), block, numberOf(size));
}

} // namespace rondo::task::detail
