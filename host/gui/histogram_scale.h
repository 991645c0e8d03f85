// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <cstddef>
#include <cstdint>
#include <juce_graphics/juce_graphics.h>
#include <optional>
#include <rondo/concurrency/histogram.h>
#include <vector>

namespace rondo::host {

/// Where a histogram of times stands in a rectangle: both axes are logarithmic, and the times go from a
/// microsecond to twice the period, further where there is something. [control]
class HistogramScale {
public:
    /// A power of two of nanoseconds.
    struct Bar {
        std::size_t bucket = 0;
        juce::Rectangle<float> area; ///< without height where it is empty
    };
    /// A line across with the value that it stands for.
    struct Mark {
        float place = 0;
        double value = 0; ///< seconds, or a count
    };

    /// `period`: seconds; 0: not known.
    HistogramScale(const concurrency::HistogramCounts& counts, double period, juce::Rectangle<float> area);

    const std::vector<Bar>& bars() const noexcept { return bars_; }
    /// Returns: x of a time in seconds, within the area.
    float x(double seconds) const noexcept;
    /// Returns: the period's line, where it is known.
    std::optional<float> period() const noexcept;
    /// Returns: the powers of ten of a second within the area, the shortest first.
    std::vector<Mark> times() const;
    /// Returns: the powers of ten of the counts, the smallest first.
    std::vector<Mark> counts() const;

    /// Returns: the seconds from which on, and up to which, a bucket counts.
    static double from(std::size_t bucket) noexcept;
    static double until(std::size_t bucket) noexcept;

private:
    float y(std::uint64_t count) const noexcept;

    juce::Rectangle<float> area_;
    double period_;
    std::size_t first_;
    std::size_t last_; ///< the last one that is shown
    int decades_ = 1;  ///< of counts
    std::vector<Bar> bars_;
};

} // namespace rondo::host
