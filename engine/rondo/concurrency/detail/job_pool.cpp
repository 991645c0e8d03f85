// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/job_pool.h>

namespace rondo::concurrency::detail {

JobPool::JobPool(std::uint32_t capacity)
    : cells_(std::make_unique<Cell[]>(capacity)), below_(std::make_unique<Atomic<std::uint32_t>[]>(capacity)),
      top_(pack(0, capacity == 0 ? none : 0)) {
    for (std::uint32_t index = 0; index < capacity; ++index)
        below_[index].store(index + 1 < capacity ? index + 1 : none, std::memory_order_relaxed);
}

void* JobPool::take() noexcept {
    auto top = top_.load(std::memory_order_acquire);
    for (;;) {
        const auto index = static_cast<std::uint32_t>(top);
        if (index == none)
            return nullptr;
        const auto next = pack((top >> 32) + 1, below_[index].load(std::memory_order_relaxed));
        if (top_.compare_exchange_weak(top, next, std::memory_order_acquire, std::memory_order_acquire))
            return cells_[index].bytes;
    }
}

void JobPool::give(void* cell) noexcept {
    const auto index = static_cast<std::uint32_t>(static_cast<Cell*>(cell) - cells_.get());
    auto top = top_.load(std::memory_order_relaxed);
    do {
        below_[index].store(static_cast<std::uint32_t>(top), std::memory_order_relaxed);
    } while (!top_.compare_exchange_weak(top, pack((top >> 32) + 1, index), std::memory_order_release,
                                         std::memory_order_relaxed));
}

} // namespace rondo::concurrency::detail
