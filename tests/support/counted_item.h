// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <utility>

namespace rondo::test {

/// A move-only value that knows how many of its kind live: a lost one never comes back to zero, and one
/// destroyed twice goes below. A moved-from one does not count.
class CountedItem {
public:
    explicit CountedItem(std::atomic<int>& alive, int number) noexcept : alive_(&alive), number_(number) {
        ++alive;
    }
    CountedItem(CountedItem&& other) noexcept
        : alive_(std::exchange(other.alive_, nullptr)), number_(std::exchange(other.number_, gone)) {}
    CountedItem& operator=(CountedItem&& other) noexcept {
        if (this != &other) {
            leave();
            alive_ = std::exchange(other.alive_, nullptr);
            number_ = std::exchange(other.number_, gone);
        }
        return *this;
    }
    ~CountedItem() { leave(); }

    static constexpr int gone = -1;
    int number() const noexcept { return number_; }

private:
    void leave() noexcept {
        if (alive_ != nullptr)
            --*alive_;
    }
    std::atomic<int>* alive_;
    int number_;
};

} // namespace rondo::test
