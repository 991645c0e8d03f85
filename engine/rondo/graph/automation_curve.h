// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <rondo/base/result.h>
#include <span>
#include <vector>

namespace rondo::graph {

/// How a curve goes from a breakpoint to the next. t: from 0 at the one to 1 at the other; a, b: their values.
enum class CurveShape : std::uint8_t {
    step,        ///< a, until the next
    linear,      ///< a + (b - a) t
    exponential, ///< a (b / a)^t, the exponential ramp of the Web Audio API (W3C, AudioParam)
    curved, ///< a + (b - a) (e^(c t) - 1) / (e^c - 1), c the curvature: the segments of SuperCollider's Env
};

/// A place that a curve goes through.
struct Breakpoint {
    std::int64_t frame = 0;                ///< of the stream
    float value = 0;                       ///< in the parameter's unit
    CurveShape shape = CurveShape::linear; ///< from here to the next one
    float curvature = 0; ///< of `curved`, -50 to 50: above 0 it starts slowly, below 0 fast, 0 is linear
};

/// A value for every frame of a stream: before the first breakpoint that one's, after the last one that one's.
/// Immutable. All calls: [any].
class AutomationCurve {
public:
    /// Returns: the curve. `interval`: where the value moves, the frames from one value that a node gets to the
    /// next, a power of two from 1 to 4096; breakpoints come at their own frames besides. Errors:
    /// invalidArgument for no breakpoint, frames that do not ascend, a value or curvature that is no finite
    /// number or out of range, an exponential from, to or across 0, another interval; the text counts
    /// breakpoints from 0. Progress: blocking, linear. [control]
    static base::Result<std::shared_ptr<const AutomationCurve>> make(std::vector<Breakpoint> points,
                                                                     std::uint32_t interval = 16);

    /// Returns: the value at a frame. Progress: bounded by the logarithm of the breakpoints.
    float valueAt(std::int64_t frame) const noexcept { return valueAt(frame, placeOf(frame)); }
    /// Returns: the number of the last breakpoint not after `frame`, or -1. Progress: as `valueAt`.
    std::int64_t placeOf(std::int64_t frame) const noexcept;
    /// Returns: as `valueAt`, where `place` is `placeOf(frame)`. Progress: wait-free.
    float valueAt(std::int64_t frame, std::int64_t place) const noexcept;
    /// Returns: whether the value moves behind breakpoint number `place`. Progress: wait-free.
    bool moves(std::int64_t place) const noexcept;
    std::span<const Breakpoint> points() const noexcept { return points_; }
    std::uint32_t interval() const noexcept { return interval_; }

private:
    AutomationCurve(std::vector<Breakpoint> points, std::uint32_t interval) noexcept
        : points_(std::move(points)), interval_(interval) {}
    std::vector<Breakpoint> points_;
    std::uint32_t interval_;
};

} // namespace rondo::graph
