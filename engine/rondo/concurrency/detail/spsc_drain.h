// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <iterator>
#include <rondo/concurrency/detail/spsc_ring.h>

namespace rondo::concurrency::detail {

/// What is in a ring now, item by item in place.
template <class T>
class SpscDrain {
public:
    class Iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        explicit Iterator(SpscDrain& drain) noexcept : drain_(&drain) {}
        T& operator*() const noexcept {
            drain_->visiting_ = true;
            return *drain_->ring_->template front<Quick>();
        }
        Iterator& operator++() noexcept {
            drain_->pop();
            return *this;
        }
        void operator++(int) noexcept { ++*this; }
        friend bool operator==(const Iterator& iterator, std::default_sentinel_t) noexcept {
            return iterator.drain_->size() == 0;
        }

    private:
        SpscDrain* drain_;
    };

    explicit SpscDrain(SpscRing<T>* ring) noexcept
        : ring_(ring), left_(ring != nullptr ? ring->ready(ring->capacity()) : 0) {}
    ~SpscDrain() {
        if (visiting_)
            pop();
    }
    SpscDrain(const SpscDrain&) = delete;
    SpscDrain& operator=(const SpscDrain&) = delete;

    Iterator begin() noexcept { return Iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }
    std::size_t size() const noexcept { return left_; }

private:
    void pop() noexcept {
        visiting_ = false;
        --left_;
        ring_->template popFront<Quick>();
    }

    SpscRing<T>* ring_;
    std::size_t left_;
    bool visiting_ = false;
};

} // namespace rondo::concurrency::detail
