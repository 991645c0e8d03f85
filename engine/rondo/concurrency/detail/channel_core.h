// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <rondo/concurrency/channel_result.h>
#include <rondo/concurrency/channel_statistics.h>
#include <rondo/concurrency/deadline.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/concurrency/detail/channel_wait.h>
#include <rondo/concurrency/detail/wait_list.h>
#include <type_traits>
#include <utility>

namespace rondo::concurrency::detail {

/// What a value must be able to do to travel through a channel with several ends.
template <class T>
constexpr bool travels = std::is_nothrow_move_constructible_v<T>&& std::is_nothrow_destructible_v<T>;

/// Room for one item, which is there only at times.
template <class T>
class ItemPlace {
public:
    template <class U>
    void put(U&& value) noexcept {
        std::construct_at(item(), std::forward<U>(value));
    }
    /// Hands the item to `take` as an rvalue and ends its life.
    template <class Take>
    void take(Take& taker) noexcept {
        taker(std::move(*item()));
        std::destroy_at(item());
    }

private:
    T* item() noexcept { return std::launder(reinterpret_cast<T*>(bytes_)); }
    alignas(T) std::byte bytes_[sizeof(T)];
};

/// Figures that only slow paths touch.
struct ChannelCounters {
    Atomic<std::uint64_t> refused{0};
    Atomic<std::uint64_t> lost{0};
    Histogram sendWaits;
    Histogram receiveWaits;

    void fill(ChannelStatistics& statistics) const noexcept {
        statistics.refused = refused.load(std::memory_order_relaxed);
        statistics.lost = lost.load(std::memory_order_acquire); // a part of what came out, which is read next
        statistics.sendWaits = sendWaits.counts();
        statistics.receiveWaits = receiveWaits.counts();
    }
};

/// Errors: Failure(invalidArgument), a sentence about `what`, when `capacity` items of `itemSize` bytes are
/// none or more than can be counted and stored.
void requireCapacity(const char* what, std::size_t capacity, std::size_t itemSize);

} // namespace rondo::concurrency::detail
