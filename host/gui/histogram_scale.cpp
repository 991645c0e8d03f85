// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/histogram_scale.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace rondo::host {
namespace {

constexpr std::size_t microsecond = 10; ///< its bucket: 512 to 1024 ns
constexpr double single = 0.3;          ///< decades that a count of one is high

std::size_t bucketOf(double seconds, std::size_t buckets) {
    const double nanoseconds = std::clamp(seconds * 1e9, 0.0, 1e18);
    return std::min<std::size_t>(
        static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(nanoseconds))), buckets - 1);
}

} // namespace

double HistogramScale::from(std::size_t bucket) noexcept {
    return bucket == 0 ? 0 : std::ldexp(1e-9, static_cast<int>(bucket) - 1);
}
double HistogramScale::until(std::size_t bucket) noexcept { return std::ldexp(1e-9, static_cast<int>(bucket)); }

HistogramScale::HistogramScale(const concurrency::HistogramCounts& histogram, double period,
                               juce::Rectangle<float> area)
    : area_(area), period_(std::isfinite(period) && period > 0 ? period : 0), first_(microsecond),
      last_(period_ > 0 ? bucketOf(2 * period_, histogram.counts.size()) : 24) {
    std::uint64_t highest = 0;
    for (std::size_t bucket = 0; bucket < histogram.counts.size(); ++bucket) {
        if (histogram.counts[bucket] == 0)
            continue;
        highest = std::max(highest, histogram.counts[bucket]);
        first_ = std::min(first_, bucket);
        last_ = std::max(last_, bucket);
    }
    first_ = std::max<std::size_t>(first_, 1); // less than a nanosecond has no place on the axis
    last_ = std::max(last_, first_);
    decades_ =
        std::max(1, static_cast<int>(std::ceil(std::log10(std::max(1.0, static_cast<double>(highest))))));
    for (auto bucket = first_; bucket <= last_; ++bucket) {
        auto count = histogram.counts[bucket];
        if (bucket == 1)
            count += histogram.counts[0];
        const float left = x(from(bucket));
        const float top = y(count);
        bars_.push_back({bucket, {left, top, x(until(bucket)) - left, area_.getBottom() - top}});
    }
}

float HistogramScale::x(double seconds) const noexcept {
    const double low = std::log2(from(first_));
    const double high = std::log2(until(last_));
    const double place = seconds > 0 ? (std::log2(seconds) - low) / (high - low) : 0;
    return area_.getX() + area_.getWidth() * static_cast<float>(std::clamp(place, 0.0, 1.0));
}

float HistogramScale::y(std::uint64_t count) const noexcept {
    if (count == 0)
        return area_.getBottom();
    const double share = (std::log10(static_cast<double>(count)) + single) / (decades_ + single);
    return area_.getBottom() - area_.getHeight() * static_cast<float>(std::min(share, 1.0));
}

std::optional<float> HistogramScale::period() const noexcept {
    return period_ > 0 ? std::optional(x(period_)) : std::nullopt;
}

std::vector<HistogramScale::Mark> HistogramScale::times() const {
    std::vector<Mark> marks;
    for (int exponent = -9; exponent <= 3; ++exponent) {
        const double seconds = std::pow(10.0, exponent);
        if (seconds >= from(first_) && seconds <= until(last_))
            marks.push_back({x(seconds), seconds});
    }
    return marks;
}

std::vector<HistogramScale::Mark> HistogramScale::counts() const {
    std::vector<Mark> marks;
    std::uint64_t count = 1;
    for (int decade = 0; decade <= decades_; ++decade, count *= 10)
        marks.push_back({y(count), static_cast<double>(count)});
    return marks;
}

} // namespace rondo::host
