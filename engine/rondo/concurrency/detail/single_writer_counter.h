// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <rondo/concurrency/detail/atomic.h>

namespace rondo::concurrency::detail {

/// A figure that one thread changes and any may read: no read-modify-write is needed.
class SingleWriterCounter {
public:
    void add(std::uint64_t count) noexcept { value_.store(value() + count, std::memory_order_relaxed); }
    void raise(std::uint64_t to) noexcept {
        if (to > value())
            value_.store(to, std::memory_order_relaxed);
    }
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    Atomic<std::uint64_t> value_{0};
};

} // namespace rondo::concurrency::detail
