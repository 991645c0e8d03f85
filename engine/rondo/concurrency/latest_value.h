// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <rondo/base/cache_line.h>
#include <rondo/concurrency/detail/atomic.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency {

template <class T>
class LatestValueWriter;
template <class T>
class LatestValueReader;

/// The two ends of a latest value; see makeLatestValue.
template <class T>
struct LatestValue {
    LatestValueWriter<T> writer;
    LatestValueReader<T> reader;
};

namespace detail {

/// Three cells: one belongs to the writer, one to the reader, the third is exchanged through one atomic byte.
template <class T>
struct TripleBuffer {
    static_assert(std::is_trivially_copyable_v<T>, "a latest value crosses the audio thread as plain bytes");
    static constexpr std::uint8_t fresh = 4;
    struct alignas(base::cacheLine) Cell {
        T value;
    };
    explicit TripleBuffer(const T& initial) : cells{Cell{initial}, Cell{initial}, Cell{initial}} {}
    std::array<Cell, 3> cells;
    alignas(base::cacheLine) Atomic<std::uint8_t> middle{1};
};

} // namespace detail

/// The writing end: move-only, used by one thread at a time.
template <class T>
class LatestValueWriter {
public:
    LatestValueWriter() noexcept = default;
    LatestValueWriter(LatestValueWriter&&) noexcept = default;
    LatestValueWriter& operator=(LatestValueWriter&&) noexcept = default;

    /// Effects: `value` replaces whatever the reader has not taken yet. Progress: wait-free.
    /// [any, one thread at a time]
    void write(const T& value) noexcept {
        shared_->cells[mine_].value = value;
        const auto old = shared_->middle.exchange(static_cast<std::uint8_t>(mine_ | shared_->fresh),
                                                  std::memory_order_acq_rel);
        mine_ = static_cast<std::uint8_t>(old & 3);
    }

private:
    template <class U>
    friend LatestValue<U> makeLatestValue(const U&);
    explicit LatestValueWriter(std::shared_ptr<detail::TripleBuffer<T>> shared) noexcept
        : shared_(std::move(shared)) {}
    std::shared_ptr<detail::TripleBuffer<T>> shared_;
    std::uint8_t mine_ = 0;
};

/// The reading end: move-only, used by one thread at a time.
template <class T>
class LatestValueReader {
public:
    LatestValueReader() noexcept = default;
    LatestValueReader(LatestValueReader&&) noexcept = default;
    LatestValueReader& operator=(LatestValueReader&&) noexcept = default;

    /// Returns: the newest value; the initial one before the first write. Progress: wait-free.
    /// [any, one thread at a time]
    const T& read() noexcept {
        if ((shared_->middle.load(std::memory_order_relaxed) & shared_->fresh) != 0)
            mine_ = static_cast<std::uint8_t>(shared_->middle.exchange(mine_, std::memory_order_acq_rel) & 3);
        return shared_->cells[mine_].value;
    }

private:
    template <class U>
    friend LatestValue<U> makeLatestValue(const U&);
    explicit LatestValueReader(std::shared_ptr<detail::TripleBuffer<T>> shared) noexcept
        : shared_(std::move(shared)) {}
    std::shared_ptr<detail::TripleBuffer<T>> shared_;
    std::uint8_t mine_ = 2;
};

/// Effects: makes a value that one thread overwrites as often as it likes and another reads at its leisure; for
/// meters and positions, where only the newest counts. Errors: std::bad_alloc. Progress: blocking. [control]
template <class T>
LatestValue<T> makeLatestValue(const T& initial) {
    auto shared = std::make_shared<detail::TripleBuffer<T>>(initial);
    return {LatestValueWriter<T>(shared), LatestValueReader<T>(shared)};
}

} // namespace rondo::concurrency
