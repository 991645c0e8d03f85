// SPDX-License-Identifier: MIT
#include <rondo/task/detail/block_cache.h>

#include <new>
#include <rondo/task/detail/worker.h>

namespace rondo::task::detail {

BlockCache::~BlockCache() {
    for (auto& list : lists_)
        while (auto* const block = list.first) {
            list.first = block->next;
            ::operator delete(block);
        }
}

void* BlockCache::take(std::size_t size) {
    const auto number = classOf(size);
    if (number > classes)
        return ::operator new(size);
    auto& list = lists_[number];
    if (list.first == nullptr)
        return ::operator new(sizeOf(number));
    auto* const block = list.first;
    list.first = block->next;
    --list.count;
    return block;
}

void BlockCache::give(void* block, std::size_t size) noexcept {
    const auto number = classOf(size);
    if (number > classes || lists_[number].count >= longest)
        return ::operator delete(block);
    auto& list = lists_[number];
    list.first = new (block) Free{list.first};
    ++list.count;
}

void* BlockCache::allocate(std::size_t size) {
    if (auto* const worker = Worker::current())
        return worker->blocks().take(size);
    const auto number = classOf(size);
    return ::operator new(number > classes ? size : sizeOf(number));
}

void BlockCache::release(void* block, std::size_t size) noexcept {
    if (auto* const worker = Worker::current())
        worker->blocks().give(block, size);
    else
        ::operator delete(block);
}

} // namespace rondo::task::detail
