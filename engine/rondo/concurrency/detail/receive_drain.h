// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

namespace rondo::concurrency::detail {

/// Takes what a receiving end has at hand, without waiting and at most `left` items.
template <class Receiver>
class ReceiveDrain {
public:
    class Iterator {
    public:
        using value_type = typename decltype(std::declval<Receiver&>().tryReceive())::value_type;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        Iterator(Receiver& receiver, std::size_t left) noexcept : receiver_(&receiver), left_(left) { ++*this; }
        value_type& operator*() const noexcept { return *item_; }
        Iterator& operator++() noexcept {
            item_.reset();
            if (left_ == 0)
                return *this;
            --left_;
            if (auto received = receiver_->tryReceive())
                item_.emplace(std::move(*received));
            return *this;
        }
        void operator++(int) noexcept { ++*this; }
        friend bool operator==(const Iterator& iterator, std::default_sentinel_t) noexcept {
            return !iterator.item_.has_value();
        }

    private:
        Receiver* receiver_;
        std::size_t left_;
        mutable std::optional<value_type> item_;
    };

    ReceiveDrain(Receiver& receiver, std::size_t left) noexcept : receiver_(&receiver), left_(left) {}
    Iterator begin() const noexcept { return Iterator(*receiver_, left_); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    Receiver* receiver_;
    std::size_t left_;
};

} // namespace rondo::concurrency::detail
