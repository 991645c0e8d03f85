// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <rondo/concurrency/closure_name.h>
#include <string>
#include <vector>

namespace rondo::graph::detail {

/// Numbers for the names of closures. The audio thread adds, any thread reads; what is in stays, so nothing
/// that is read is ever written again.
class ClosureBook {
public:
    static constexpr std::uint32_t others = 0; ///< the number of every name once the book is full

    /// Wait-free; one thread at a time. [audio]
    std::uint32_t numberOf(const concurrency::ClosureName& name) noexcept {
        const auto count = count_.load(std::memory_order_relaxed);
        for (std::uint32_t number = 1; number < count; ++number)
            if (names_[number] == name)
                return number;
        if (count == names_.size())
            return others;
        names_[count] = name;
        count_.store(count + 1, std::memory_order_release);
        return count;
    }
    /// Returns: the text of each number. [any but audio]
    std::vector<std::string> texts() const {
        std::vector<std::string> all{"other closures"};
        const auto count = count_.load(std::memory_order_acquire);
        for (std::uint32_t number = 1; number < count; ++number)
            all.push_back(names_[number].text());
        return all;
    }

private:
    std::array<concurrency::ClosureName, 256> names_{};
    std::atomic<std::uint32_t> count_{1};
};

} // namespace rondo::graph::detail
