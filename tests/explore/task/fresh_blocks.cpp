// SPDX-License-Identifier: MIT
//
// In place of detail/block_cache.cpp and detail/block_store.cpp: a block that was given back is never given out
// again, so that a use of a frame or a task after its end shows as a use of freed memory.
#include <new>
#include <rondo/task/detail/block_cache.h>

namespace rondo::task::detail {

BlockStore::Owner BlockStore::make() { return Owner(new BlockStore); }
BlockStore::~BlockStore() = default;
void BlockStore::close() noexcept { delete this; }

BlockCache::~BlockCache() = default;
void* BlockCache::allocate(std::size_t size) { return ::operator new(size); }
void BlockCache::release(void* block, std::size_t) noexcept { ::operator delete(block); }

} // namespace rondo::task::detail
