// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <rondo/audio/parameter_event.h>
#include <rondo/graph/automation_curve.h>
#include <rondo/graph/node_id.h>
#include <utility>
#include <vector>

namespace rondo::graph::detail {

/// A curve at a parameter. The schedules that run the node share it, so that what it remembers outlives swaps.
class Automation {
public:
    Automation(NodeId node, std::uint32_t parameter, float minimum, float maximum,
               std::shared_ptr<const AutomationCurve> curve)
        : node_(node), parameter_(parameter), minimum_(minimum), maximum_(maximum), curve_(std::move(curve)) {}

    NodeId node() const noexcept { return node_; }
    std::uint32_t parameter() const noexcept { return parameter_; }
    /// Returns: how many events a block of `frames` frames can have at most. [control]
    std::size_t mostEvents(std::uint32_t frames) const {
        const auto points = curve_->points();
        std::size_t most = 0;
        for (std::size_t first = 0, end = 0; first < points.size(); ++first) {
            while (end < points.size() && static_cast<std::uint64_t>(points[end].frame) -
                                                  static_cast<std::uint64_t>(points[first].frame) <
                                              frames)
                ++end;
            most = std::max(most, end - first);
        }
        return most + frames / curve_->interval() + 2;
    }

    /// Effects: gives `emit` the parameter's events of a block, in order: where the curve starts or the stream
    /// jumped, at breakpoints, and where it moves at each frame that the interval divides; but none that
    /// repeats the value before. So they do not depend on how the stream is cut. Progress: bounded by the
    /// frames and the logarithm of the breakpoints. [audio]
    template <class Emit>
    void run(std::int64_t streamFrame, std::uint32_t frames, Emit emit) noexcept {
        const auto points = curve_->points();
        const auto end = streamFrame + frames;
        const auto give = [&](std::int64_t frame, bool always) {
            const float value = std::clamp(curve_->valueAt(frame, place_), minimum_, maximum_);
            if (!always && value == last_)
                return;
            last_ = value;
            emit(audio::ParameterEvent{frame - streamFrame, node_.value, parameter_, value});
        };
        auto at = streamFrame;
        if (!began_ || streamFrame != expected_) {
            place_ = curve_->placeOf(at);
            give(at++, true);
        }
        while (at < end) {
            const bool ends = place_ + 1 >= std::ssize(points);
            const auto next = ends ? end : points[static_cast<std::size_t>(place_ + 1)].frame;
            const auto mask = std::int64_t{curve_->interval()} - 1;
            const auto moving = curve_->moves(place_) ? (at + mask) & ~mask : end;
            if (std::min(next, moving) >= end)
                break;
            at = std::min(next, moving);
            place_ += next <= at && !ends ? 1 : 0;
            give(at++, false);
        }
        began_ = true;
        expected_ = end;
    }

private:
    NodeId node_;
    std::uint32_t parameter_;
    float minimum_;
    float maximum_;
    std::shared_ptr<const AutomationCurve> curve_;
    // From here on: of whoever plays.
    std::int64_t place_ = -1;   ///< the last breakpoint that was reached
    std::int64_t expected_ = 0; ///< where the stream goes on
    float last_ = 0;            ///< the value that the node has got last
    bool began_ = false;
};

/// One a parameter at most, in no particular order.
using Automations = std::vector<std::shared_ptr<Automation>>;

} // namespace rondo::graph::detail
