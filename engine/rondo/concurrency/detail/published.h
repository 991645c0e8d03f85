// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <rondo/concurrency/detail/atomic.h>
#include <type_traits>

namespace rondo::concurrency::detail {

/// A value with one writer and any number of readers: a sequence lock over atomic words. Each word is released
/// and acquired, so that a reader who sees a word of a later value also sees that value's odd sequence (H.-J.
/// Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012).
template <class T>
class Published {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    /// Wait-free; one writer at a time.
    void store(const T& value) noexcept {
        std::array<std::uint64_t, words> copy{};
        std::memcpy(copy.data(), &value, sizeof(T));
        const auto sequence = sequence_.load(std::memory_order_relaxed);
        sequence_.store(sequence + 1, std::memory_order_relaxed);
        for (std::size_t index = 0; index < words; ++index)
            words_[index].store(copy[index], std::memory_order_release);
        sequence_.store(sequence + 2, std::memory_order_release);
    }
    /// Gives up after some tries, and then returns `otherwise`: a reader never waits for a writer that stalls.
    T load(const T& otherwise) const noexcept {
        for (int turn = 0; turn < 64; ++turn) {
            const auto before = sequence_.load(std::memory_order_acquire);
            std::array<std::uint64_t, words> copy;
            for (std::size_t index = 0; index < words; ++index)
                copy[index] = words_[index].load(std::memory_order_acquire);
            if (before % 2 == 0 && sequence_.load(std::memory_order_relaxed) == before) {
                if (before == 0)
                    return otherwise;
                T value;
                std::memcpy(static_cast<void*>(&value), copy.data(), sizeof(T));
                return value;
            }
        }
        return otherwise;
    }

private:
    static constexpr std::size_t words = (sizeof(T) + 7) / 8;
    Atomic<std::uint32_t> sequence_{0};
    std::array<Atomic<std::uint64_t>, words> words_{};
};

} // namespace rondo::concurrency::detail
