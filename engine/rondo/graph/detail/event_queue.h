// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/graph/detail/sent_event.h>
#include <vector>

namespace rondo::graph::detail {

/// Sent events on the audio thread that wait for their frame, earliest first, those of one frame in the
/// order of their arrival. Its memory is taken once. The control side counts what it has sent, so it never
/// overflows.
class EventQueue {
public:
    explicit EventQueue(std::size_t capacity) { waiting_.reserve(capacity); }

    bool full() const noexcept { return waiting_.size() == waiting_.capacity(); }
    bool empty() const noexcept { return waiting_.empty(); }

    /// Requires: not full.
    void push(const SentEvent& sent) noexcept {
        waiting_.push_back({sent, arrivals_++, sent.event.frame});
        std::ranges::push_heap(waiting_, Later{});
    }

    struct Waiting {
        SentEvent sent;
        std::uint64_t arrival;
        std::int64_t meant; ///< its frame before it had to wait longer
    };
    /// Requires: not empty.
    const Waiting& earliest() const noexcept { return waiting_.front(); }
    /// Effects: the earliest waits on until `frame`, where it comes in its old order. Requires: not empty.
    void defer(std::int64_t frame) noexcept {
        std::ranges::pop_heap(waiting_, Later{});
        waiting_.back().sent.event.frame = frame;
        std::ranges::push_heap(waiting_, Later{});
    }
    void pop() noexcept {
        std::ranges::pop_heap(waiting_, Later{});
        waiting_.pop_back();
    }

private:
    struct Later {
        bool operator()(const Waiting& a, const Waiting& b) const noexcept {
            if (a.sent.event.frame != b.sent.event.frame)
                return a.sent.event.frame > b.sent.event.frame;
            return a.meant != b.meant ? a.meant > b.meant : a.arrival > b.arrival;
        }
    };
    std::vector<Waiting> waiting_;
    std::uint64_t arrivals_ = 0;
};

} // namespace rondo::graph::detail
