// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <explore/tool/steps.h>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace explore {

/// Which of an operation's orders: a compare-exchange has two.
enum class OrderPart : std::uint8_t { whole, failure };

/// The places in the sources where an atomic operation stands: lists those that a case passes, and weakens one
/// of them for the order mutation (tests/explore/order_mutation.py).
class Sites {
public:
    /// Reads RONDO_EXPLORE_SITES (a file to append the list to) and RONDO_EXPLORE_WEAKEN
    /// (FILE:LINE:COLUMN:PART:FROM:TO; FILE as the end of a path).
    Sites();

    std::memory_order use(const char* action, const Place& place, std::memory_order order,
                          OrderPart part) noexcept {
        if (weakenedLine_ == place.line() && isWeakened(place, part, order))
            return weakenedOrder_;
        if (lists_)
            note(action, place, order, part);
        return order;
    }
    bool weakens() const noexcept { return weakenedLine_ != 0; }
    /// Appends what the case passed to the list and begins anew.
    void write(const std::string& caseName);

private:
    bool isWeakened(const Place& place, OrderPart part, std::memory_order order) const noexcept;
    void note(const char* action, const Place& place, std::memory_order order, OrderPart part) noexcept;

    using Key = std::tuple<std::string_view, std::uint32_t, std::uint32_t, OrderPart, std::memory_order>;
    std::string file_;
    bool lists_ = false;
    std::map<Key, const char*> uses_; ///< with the action
    std::string weakenedFile_;
    std::uint32_t weakenedLine_ = 0, weakenedColumn_ = 0;
    OrderPart weakenedPart_ = OrderPart::whole;
    std::memory_order weakenedFrom_ = std::memory_order_relaxed, weakenedOrder_ = std::memory_order_relaxed;
};

} // namespace explore
