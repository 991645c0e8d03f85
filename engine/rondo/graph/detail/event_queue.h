// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/audio/parameter_event.h>
#include <vector>

namespace rondo::graph::detail {

/// Parameter events on the audio thread that wait for their frame, earliest first, those of one frame in the
/// order of their arrival. Its memory is taken once. The control side counts what it has sent, so it never
/// overflows.
class EventQueue {
public:
    explicit EventQueue(std::size_t capacity) { waiting_.reserve(capacity); }

    bool full() const noexcept { return waiting_.size() == waiting_.capacity(); }
    bool empty() const noexcept { return waiting_.empty(); }

    /// Requires: not full. `scheduled` tells apart what was sent for a frame from what was sent for "now".
    void push(const audio::ParameterEvent& event, bool scheduled) noexcept {
        waiting_.push_back({event, arrivals_++, scheduled});
        std::ranges::push_heap(waiting_, Later{});
    }

    struct Waiting {
        audio::ParameterEvent event;
        std::uint64_t arrival;
        bool scheduled;
    };
    /// Requires: not empty.
    const Waiting& earliest() const noexcept { return waiting_.front(); }
    void pop() noexcept {
        std::ranges::pop_heap(waiting_, Later{});
        waiting_.pop_back();
    }

private:
    struct Later {
        bool operator()(const Waiting& a, const Waiting& b) const noexcept {
            return a.event.frame != b.event.frame ? a.event.frame > b.event.frame : a.arrival > b.arrival;
        }
    };
    std::vector<Waiting> waiting_;
    std::uint64_t arrivals_ = 0;
};

} // namespace rondo::graph::detail
