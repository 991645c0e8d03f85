// SPDX-License-Identifier: MIT
#include <rondo/graph/automation_curve.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <utility>

namespace rondo::graph {

namespace {

/// What is wrong with breakpoint number `index`, or "".
std::string complaint(std::span<const Breakpoint> points, std::size_t index) {
    const auto& point = points[index];
    const auto* const next = index + 1 < points.size() ? &points[index + 1] : nullptr;
    if (!std::isfinite(point.value))
        return "has a value that is no finite number; give it one";
    if (next != nullptr && next->frame <= point.frame)
        return "is at frame " + std::to_string(point.frame) + " and the next one at frame " +
               std::to_string(next->frame) + "; each must come after the one before";
    if (point.shape == CurveShape::curved && !(std::abs(point.curvature) <= 50))
        return "has a curvature that is no number from -50 to 50; give it one";
    if (point.shape == CurveShape::exponential && next != nullptr && !(point.value * next->value > 0))
        return "goes exponentially from " + std::to_string(point.value) + " to " + std::to_string(next->value) +
               "; both must be above 0 or both below, so take another shape";
    return "";
}

} // namespace

base::Result<std::shared_ptr<const AutomationCurve>> AutomationCurve::make(std::vector<Breakpoint> points,
                                                                           std::uint32_t interval) {
    if (points.empty())
        return base::fail(base::ErrorCode::invalidArgument,
                          "A curve without breakpoints has no value; give it one.");
    if (!std::has_single_bit(interval) || interval > 4096)
        return base::fail(base::ErrorCode::invalidArgument,
                          "The interval of a curve is a power of two from 1 to 4096; " +
                              std::to_string(interval) + " was given.");
    for (std::size_t index = 0; index < points.size(); ++index)
        if (const auto wrong = complaint(points, index); !wrong.empty())
            return base::fail(base::ErrorCode::invalidArgument,
                              "Breakpoint " + std::to_string(index) + " of a curve " + wrong + ".");
    return std::shared_ptr<const AutomationCurve>(new AutomationCurve(std::move(points), interval));
}

std::int64_t AutomationCurve::placeOf(std::int64_t frame) const noexcept {
    return std::ranges::upper_bound(points_, frame, {}, &Breakpoint::frame) - points_.begin() - 1;
}

bool AutomationCurve::moves(std::int64_t place) const noexcept {
    if (place < 0 || place + 1 >= std::ssize(points_))
        return false;
    const auto& from = points_[static_cast<std::size_t>(place)];
    return from.shape != CurveShape::step && from.value != points_[static_cast<std::size_t>(place) + 1].value;
}

float AutomationCurve::valueAt(std::int64_t frame, std::int64_t place) const noexcept {
    if (place < 0)
        return points_.front().value;
    const auto& from = points_[static_cast<std::size_t>(place)];
    if (!moves(place) || frame == from.frame)
        return from.value;
    const auto& to = points_[static_cast<std::size_t>(place) + 1];
    // Unsigned, because the distance of two frames may be greater than any frame.
    const auto distance = [](std::int64_t a, std::int64_t b) {
        return static_cast<double>(static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a));
    };
    const double share = distance(from.frame, frame) / distance(from.frame, to.frame);
    const double a{from.value};
    const double b{to.value};
    const double c{from.curvature};
    switch (from.shape) {
    case CurveShape::exponential:
        return static_cast<float>(a * std::pow(b / a, share));
    case CurveShape::curved:
        if (std::abs(c) > 1e-6)
            return static_cast<float>(a + (b - a) * (std::expm1(c * share) / std::expm1(c)));
        [[fallthrough]];
    default:
        return static_cast<float>(a + (b - a) * share);
    }
}

} // namespace rondo::graph
