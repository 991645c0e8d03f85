// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/audio/ump_event.h>
#include <span>
#include <vector>

namespace rondo::graph::detail {

/// The events of one port in one block, ordered by frame. Its memory is taken once. All calls but the
/// constructor: bounded by what it holds, [audio].
class EventBuffer {
public:
    explicit EventBuffer(std::uint32_t capacity) { events_.reserve(capacity); }

    void clear() noexcept { events_.clear(); }
    bool empty() const noexcept { return events_.empty(); }
    std::span<audio::UmpEvent> events() noexcept { return events_; }
    std::span<const audio::UmpEvent> events() const noexcept { return events_; }

    /// Effects: puts `event` behind all that are not later. Returns: whether there was room.
    bool insert(const audio::UmpEvent& event) noexcept {
        if (events_.size() == events_.capacity())
            return false;
        const auto place = std::ranges::upper_bound(events_, event.frame, {}, &audio::UmpEvent::frame);
        events_.insert(place, event);
        return true;
    }
    /// Effects: merges `more`, which ascend, moved on by `later` frames; of one frame they come behind what is
    /// there. Returns: how many of the last of them there was no room for.
    std::uint32_t merge(std::span<const audio::UmpEvent> more, std::uint32_t later = 0) noexcept {
        const auto count = std::min(more.size(), events_.capacity() - events_.size());
        auto left = events_.size();
        events_.resize(left + count);
        auto to = events_.end();
        for (auto next = count; next > 0;) {
            audio::UmpEvent event = more[next - 1];
            event.frame += later;
            if (left > 0 && events_[left - 1].frame > event.frame) {
                *--to = events_[--left];
            } else {
                *--to = event;
                --next;
            }
        }
        return static_cast<std::uint32_t>(more.size() - count);
    }
    /// Effects: appends `event`, not before the last one. Returns: whether there was room.
    bool append(audio::UmpEvent event) noexcept {
        if (events_.size() == events_.capacity())
            return false;
        if (!events_.empty())
            event.frame = std::max(event.frame, events_.back().frame);
        events_.push_back(event);
        return true;
    }
    /// Effects: forgets what is before `frames`; the others count from there.
    void advance(std::uint32_t frames) noexcept {
        const auto end = std::ranges::lower_bound(events_, frames, {}, &audio::UmpEvent::frame);
        events_.erase(events_.begin(), end);
        for (auto& event : events_)
            event.frame -= frames;
    }
    /// Returns: those before `frames`.
    std::span<const audio::UmpEvent> before(std::uint32_t frames) const noexcept {
        const auto end = std::ranges::lower_bound(events_, frames, {}, &audio::UmpEvent::frame);
        return {events_.begin(), end};
    }

private:
    std::vector<audio::UmpEvent> events_;
};

} // namespace rondo::graph::detail
