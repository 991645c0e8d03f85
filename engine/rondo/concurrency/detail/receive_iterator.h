// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <rondo/concurrency/deadline.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency::detail {

/// Takes one item after the other from a receiving end, waiting for each, until it is closed and empty.
template <class Receiver>
class ReceiveIterator {
public:
    using value_type = typename decltype(std::declval<Receiver&>().receive(Deadline::never()))::value_type;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;

    explicit ReceiveIterator(Receiver& receiver) : receiver_(&receiver) { ++*this; }
    value_type& operator*() const noexcept { return *item_; }
    ReceiveIterator& operator++() {
        item_.reset(); // before the wait: it may hold what others wait for
        if (auto received = receiver_->receive(Deadline::never()))
            item_.emplace(std::move(*received));
        return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const ReceiveIterator& iterator, std::default_sentinel_t) noexcept {
        return !iterator.item_.has_value();
    }

private:
    Receiver* receiver_;
    mutable std::optional<value_type> item_;
};

} // namespace rondo::concurrency::detail
