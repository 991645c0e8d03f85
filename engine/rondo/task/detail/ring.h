// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace rondo::task::detail {

/// So many items, first in, first out; under a lock. Its room is rounded up to a power of two, so that one step
/// is one addition.
template <class T>
class Ring {
public:
    /// Throws std::bad_alloc.
    explicit Ring(std::size_t capacity)
        : capacity_(capacity), mask_(placesFor(capacity) - 1),
          places_(capacity > 0 ? std::make_unique_for_overwrite<Place[]>(mask_ + 1) : nullptr) {}
    Ring(const Ring&) = delete;
    Ring& operator=(const Ring&) = delete;
    ~Ring() {
        for (; !empty(); ++first_)
            std::destroy_at(at(first_));
    }
    void swap(Ring& other) noexcept {
        std::swap(capacity_, other.capacity_);
        std::swap(mask_, other.mask_);
        std::swap(places_, other.places_);
        std::swap(first_, other.first_);
        std::swap(behind_, other.behind_);
    }

    bool empty() const noexcept { return first_ == behind_; }
    bool full() const noexcept { return behind_ - first_ == capacity_; }
    /// Requires: it is not full.
    void push(T&& item) noexcept { std::construct_at(at(behind_++), std::move(item)); }
    /// Requires: it is not empty.
    void pop(std::optional<T>& item) noexcept {
        T* const first = at(first_++);
        item.emplace(std::move(*first));
        std::destroy_at(first);
    }

private:
    struct Place {
        alignas(T) std::byte bytes[sizeof(T)];
    };
    static std::size_t placesFor(std::size_t capacity) {
        if (capacity > std::numeric_limits<std::size_t>::max() / 2 / sizeof(Place))
            throw std::bad_array_new_length();
        return std::bit_ceil(capacity);
    }
    T* at(std::size_t number) noexcept {
        return std::launder(reinterpret_cast<T*>(places_[number & mask_].bytes));
    }

    std::size_t capacity_;
    std::size_t mask_;
    std::unique_ptr<Place[]> places_;
    std::size_t first_ = 0;
    std::size_t behind_ = 0;
};

} // namespace rondo::task::detail
