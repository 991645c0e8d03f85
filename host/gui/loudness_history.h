// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <array>
#include <cstddef>
#include <rondo/base/units.h>

namespace rondo::host {

/// A loudness over the last minute: a value for each tenth of a second in which somebody measured. [control]
class LoudnessHistory {
public:
    static constexpr double span = 60;      ///< s
    static constexpr double interval = 0.1; ///< s
    static constexpr std::size_t capacity = 600;

    struct Point {
        base::Seconds time; ///< of the clock that `add` was told
        double loudness;    ///< LUFS
    };

    /// Effects: remembers the loudness of that moment, unless the interval of the last one is not over. `now`
    /// grows. Returns: whether it did. Progress: wait-free.
    bool add(base::Seconds now, double loudness) noexcept {
        if (count_ > 0 && now.value < newest().time.value + interval - 1e-6)
            return false;
        points_[(first_ + count_) % capacity] = {now, loudness};
        if (count_ < capacity)
            ++count_;
        else
            first_ = (first_ + 1) % capacity;
        return true;
    }
    void clear() noexcept { count_ = 0; }
    /// Returns: points that are remembered; their number, and one of them, the oldest first.
    std::size_t size() const noexcept { return count_; }
    const Point& operator[](std::size_t index) const noexcept { return points_[(first_ + index) % capacity]; }
    /// Requires: there is one.
    const Point& newest() const noexcept { return (*this)[count_ - 1]; }

private:
    std::array<Point, capacity> points_{};
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

} // namespace rondo::host
