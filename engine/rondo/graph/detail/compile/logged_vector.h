// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace rondo::graph::detail {

/// A vector that notes what is changed in it, so that it can be as it was without a copy of the whole.
template <class T>
class LoggedVector {
public:
    struct Mark {
        std::size_t size = 0;
        std::size_t changes = 0;
    };

    const T& operator[](std::size_t place) const noexcept { return items_[place]; }
    const T* begin() const noexcept { return items_.data(); }
    const T* end() const noexcept { return items_.data() + items_.size(); }
    const T* data() const noexcept { return items_.data(); }
    const T& back() const noexcept { return items_.back(); }
    std::size_t size() const noexcept { return items_.size(); }
    bool empty() const noexcept { return items_.empty(); }
    void reserve(std::size_t count) { items_.reserve(count); }
    void push_back(T item) { items_.push_back(std::move(item)); }
    /// Returns: an item to be changed; how it was is noted.
    T& change(std::size_t place) {
        changes_.push_back({place, items_[place]});
        return items_[place];
    }
    /// Returns: all items, for whoever makes them and goes back to no mark.
    std::vector<T>& making() noexcept { return items_; }

    Mark mark() const noexcept { return {items_.size(), changes_.size()}; }
    /// Effects: all is as it was at the mark.
    void rollBack(const Mark& mark) noexcept {
        for (; changes_.size() > mark.changes; changes_.pop_back())
            items_[changes_.back().place] = std::move(changes_.back().item);
        items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(mark.size), items_.end());
    }
    /// Effects: what is, stays; marks so far are gone.
    void keep() noexcept { changes_.clear(); }

private:
    struct Change {
        std::size_t place;
        T item;
    };
    std::vector<T> items_;
    std::vector<Change> changes_;
};

} // namespace rondo::graph::detail
