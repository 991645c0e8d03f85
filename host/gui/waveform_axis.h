// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <rondo/base/units.h>

namespace rondo::host {

/// Which stretch of the files a window shows, and where in it a time lies. Points count from the left edge of
/// the picture. [any]
class WaveformAxis {
public:
    /// The shortest stretch that can be shown, in seconds: below it peaks of 256 frames would be steps.
    static constexpr double shortest = 1;

    /// Effects: another length of all; what is shown stays as far as it can.
    void setLength(base::Seconds length) noexcept;
    /// Effects: another width of the picture, which shows the same stretch.
    void setWidth(double points) noexcept;
    base::Seconds length() const noexcept { return {length_}; }
    double width() const noexcept { return width_; }
    /// Returns: where the stretch begins and how long it is.
    base::Seconds first() const noexcept { return {first_}; }
    base::Seconds span() const noexcept { return {span_}; }
    double secondsPerPoint() const noexcept { return span_ / width_; }
    /// Returns: whether less than all is shown.
    bool zoomed() const noexcept { return span_ < length_; }

    /// Returns: where a time is; beyond the edges when it is not shown.
    double place(base::Seconds time) const noexcept;
    /// Returns: the time of a place, within the files.
    base::Seconds time(double place) const noexcept;

    /// Effects: shows `factor` times less of it; the time at `place` stays there as far as it can.
    void zoom(double factor, double place) noexcept;
    void showAll() noexcept;
    /// Effects: the stretch begins there, as far as there is enough behind it.
    void scrollTo(base::Seconds first) noexcept;
    bool shows(base::Seconds time) const noexcept;
    /// Effects: turns to where the time is shown, a little behind the left edge, unless it is. Returns: whether
    /// it turned.
    bool reveal(base::Seconds time) noexcept;

private:
    double length_ = 0;
    double first_ = 0;
    double span_ = 0;
    double width_ = 1;
};

} // namespace rondo::host
