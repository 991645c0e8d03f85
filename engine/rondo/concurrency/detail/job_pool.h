// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/atomic.h>
#include <utility>

namespace rondo::concurrency::detail {

/// A fixed number of cells for jobs that outlive their caller's frame, so that posting allocates nothing and is
/// bounded. Any thread takes and gives. The free cells form a stack whose head carries a count of changes,
/// against the ABA problem; 32 bits of it would have to pass while one thread stands between its load and its
/// exchange.
class JobPool {
public:
    static constexpr std::size_t cellBytes = 192;
    struct alignas(base::cacheLine) Cell {
        std::byte bytes[cellBytes];
    };

    explicit JobPool(std::uint32_t capacity);
    /// Returns a cell's bytes, or null when all are taken. Lock-free.
    void* take() noexcept;
    /// Lock-free.
    void give(void* cell) noexcept;

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    static std::uint64_t pack(std::uint64_t change, std::uint32_t index) noexcept {
        return change << 32 | index;
    }

    const std::unique_ptr<Cell[]> cells_;
    const std::unique_ptr<Atomic<std::uint32_t>[]> below_; ///< of each free cell, the one under it
    alignas(base::cacheLine) Atomic<std::uint64_t> top_;
};

/// A cell taken from a pool, given back unless a job was made in it, which then gives it back itself.
class JobCell {
public:
    explicit JobCell(const std::shared_ptr<JobPool>& pool) noexcept : pool_(*pool), bytes_(pool->take()) {}
    ~JobCell() {
        if (bytes_ != nullptr)
            pool_.give(bytes_);
    }
    JobCell(const JobCell&) = delete;
    JobCell& operator=(const JobCell&) = delete;
    explicit operator bool() const noexcept { return bytes_ != nullptr; }
    template <class Job, class... Arguments>
    Job* make(Arguments&&... arguments) {
        static_assert(sizeof(Job) <= JobPool::cellBytes && alignof(Job) <= alignof(JobPool::Cell));
        auto* job = new (bytes_) Job(std::forward<Arguments>(arguments)...);
        bytes_ = nullptr;
        return job;
    }

private:
    JobPool& pool_;
    void* bytes_;
};

} // namespace rondo::concurrency::detail
