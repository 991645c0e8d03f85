// SPDX-License-Identifier: GPL-3.0-only
#include <host/gui/waveform_axis.h>

#include <algorithm>
#include <cmath>

namespace rondo::host {

void WaveformAxis::setLength(base::Seconds length) noexcept {
    const bool all = !zoomed();
    length_ = std::isfinite(length.value) ? std::max(length.value, 0.0) : 0;
    span_ = all ? length_ : std::min(span_, length_);
    scrollTo({first_});
}

void WaveformAxis::setWidth(double points) noexcept { width_ = std::max(points, 1.0); }

double WaveformAxis::place(base::Seconds time) const noexcept {
    return span_ > 0 ? (time.value - first_) / span_ * width_ : 0;
}

base::Seconds WaveformAxis::time(double place) const noexcept {
    return {std::clamp(first_ + place / width_ * span_, 0.0, length_)};
}

void WaveformAxis::zoom(double factor, double place) noexcept {
    const double share = std::clamp(place / width_, 0.0, 1.0);
    const double kept = first_ + share * span_;
    span_ = std::clamp(span_ / factor, std::min(shortest, length_), length_);
    scrollTo({kept - share * span_});
}

void WaveformAxis::showAll() noexcept {
    span_ = length_;
    first_ = 0;
}

void WaveformAxis::scrollTo(base::Seconds first) noexcept {
    first_ = std::clamp(first.value, 0.0, std::max(length_ - span_, 0.0));
}

bool WaveformAxis::shows(base::Seconds time) const noexcept {
    return time.value >= first_ && time.value <= first_ + span_;
}

bool WaveformAxis::reveal(base::Seconds time) noexcept {
    if (shows(time) || !zoomed())
        return false;
    constexpr double margin = 0.05; // of the stretch
    const double before = first_;
    scrollTo({time.value - margin * span_});
    return first_ != before;
}

} // namespace rondo::host
