// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <rondo/audio/parameter_event.h>
#include <span>
#include <vector>

namespace rondo::graph::detail {

/// The parameter events of one block, grouped by the step that takes them. Its memory is taken once.
class DueEvents {
public:
    explicit DueEvents(std::size_t capacity) {
        // Touched once, so that its pages are there.
        found_.resize(capacity);
        grouped_.resize(capacity);
        steps_.resize(capacity);
        firsts_.resize(capacity);
        clear();
    }

    void clear() noexcept {
        found_.clear();
        grouped_.clear();
        steps_.clear();
        firsts_.clear();
    }
    std::size_t capacity() const noexcept { return found_.capacity(); }
    /// Requires: there is room; `event.frame` counts from the block's start.
    void add(std::uint32_t step, const audio::ParameterEvent& event) noexcept {
        found_.push_back({step, static_cast<std::uint32_t>(found_.size()), event});
    }
    /// Effects: groups what was added, ordered by frame; what is of one frame keeps its order.
    void group() noexcept {
        const auto before = [](const Found& a, const Found& b) noexcept {
            if (a.step != b.step)
                return a.step < b.step;
            return a.event.frame != b.event.frame ? a.event.frame < b.event.frame : a.order < b.order;
        };
        if (!std::ranges::is_sorted(found_, before))
            std::ranges::sort(found_, before);
        for (const auto& found : found_) {
            if (steps_.empty() || steps_.back() != found.step) {
                steps_.push_back(found.step);
                firsts_.push_back(static_cast<std::uint32_t>(grouped_.size()));
            }
            grouped_.push_back(found.event);
        }
    }
    /// Returns: the steps that have events, ascending.
    std::span<const std::uint32_t> steps() const noexcept { return steps_; }
    /// Returns: the events of `step`. `cursor` starts at 0 and goes with the steps as they ascend.
    std::span<audio::ParameterEvent> of(std::uint32_t step, std::size_t& cursor) noexcept {
        const auto first = cursor;
        while (cursor < found_.size() && found_[cursor].step == step)
            ++cursor;
        return std::span(grouped_).subspan(first, cursor - first);
    }

    /// Returns: the events of `step`, asked for in any order and by any thread.
    std::span<audio::ParameterEvent> find(std::uint32_t step) noexcept {
        const auto place = std::ranges::lower_bound(steps_, step);
        if (place == steps_.end() || *place != step)
            return {};
        const auto index = static_cast<std::size_t>(place - steps_.begin());
        const auto end = index + 1 < firsts_.size() ? firsts_[index + 1] : grouped_.size();
        return std::span(grouped_).subspan(firsts_[index], end - firsts_[index]);
    }

private:
    struct Found {
        std::uint32_t step;
        std::uint32_t order;
        audio::ParameterEvent event;
    };
    std::vector<Found> found_;
    std::vector<audio::ParameterEvent> grouped_;
    std::vector<std::uint32_t> steps_;
    std::vector<std::uint32_t> firsts_; ///< of each step: where its events begin in `grouped_`
};

} // namespace rondo::graph::detail
