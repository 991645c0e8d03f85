// SPDX-License-Identifier: MIT
#include <rondo/device/detail/stream_meter.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace rondo::device::detail {

namespace {
// A sound card's clock and CLOCK_MONOTONIC differ by less than this.
constexpr double clockTolerance = 2e-4;
constexpr double second = 1e9;
} // namespace

void StreamMeter::reset(double rate) noexcept {
    nanosecondsPerFrame_ = second / rate;
    expected_ = start_ = lateness_ = own_ = period_ = secondOwn_ = secondPeriods_ = 0;
    fullSecond_ = anchored_ = false;
    for (Counter* counter :
         {&blocks_, &frames_, &overruns_, &underruns_, &lateOurs_, &lateTheirs_, &absolved_, &begins_, &ends_})
        counter->store(0);
    for (std::atomic<double>* time : {&ownTotal_, &excess_, &openExcess_})
        time->store(0);
    reviewed_ = {};
    reviewedTime_ = -1;
    load_.store(0, std::memory_order_relaxed);
    peak_.store(0, std::memory_order_relaxed);
    for (Counter& counter : shares_)
        counter.store(0, std::memory_order_relaxed);
}

void StreamMeter::begin(std::int64_t now, std::uint32_t frames, bool continued) noexcept {
    begins_.store(begins_.load(std::memory_order_relaxed) + 1);
    callbackStart_ = now;
    const double period = frames * nanosecondsPerFrame_;
    if (continued && anchored_) {
        period_ += period;
    } else {
        const double lastPeriod = period_;
        const bool onGrid = anchored_ && !judge();
        start_ = static_cast<double>(now);
        expected_ = onGrid ? std::min(start_, expected_ + lastPeriod * (1 + clockTolerance)) : start_;
        lateness_ = start_ - expected_;
        own_ = 0;
        period_ = period;
        anchored_ = true;
    }
    add(blocks_, 1);
    add(frames_, frames);
}

void StreamMeter::end(std::int64_t now) noexcept {
    const auto own = static_cast<double>(now - callbackStart_);
    own_ += own;
    ownTotal_.store(ownTotal_.load(std::memory_order_relaxed) + own);
    openExcess_.store(std::max(0.0, own_ - ourShare * period_));
    ends_.store(ends_.load(std::memory_order_relaxed) + 1);
}

void StreamMeter::finish() noexcept {
    if (anchored_)
        judge();
    anchored_ = false;
}

bool StreamMeter::judge() noexcept {
    if (period_ <= 0)
        return false;
    const double share = own_ / period_;
    const double excess = openExcess_.load(std::memory_order_relaxed);
    openExcess_.store(0);
    add(shares_[bucketOf(share)], 1);
    if (share > peak_.load(std::memory_order_relaxed))
        peak_.store(share, std::memory_order_relaxed);
    average();
    const bool ours = excess > 0;
    const bool theirs = !ours && lateness_ + own_ > period_;
    if (ours) {
        excess_.store(excess_.load(std::memory_order_relaxed) + excess);
        lateOurs_.store(lateOurs_.load(std::memory_order_relaxed) + 1);
    }
    if (theirs)
        add(lateTheirs_, 1);
    return ours || theirs;
}

StreamMeter::Sample StreamMeter::sample() const noexcept {
    Sample now;
    now.begins = begins_.load();
    now.quiet = ends_.load() == now.begins;
    const double open = openExcess_.load();
    now.ours = lateOurs_.load() + (open > 0 ? 1 : 0);
    now.excess = excess_.load() + open;
    now.own = ownTotal_.load();
    return now;
}

void StreamMeter::settle(const Sample& now, std::int64_t threadTime) noexcept {
    if (reviewedTime_ >= 0 && threadTime >= reviewedTime_ && now.ours > reviewed_.ours) {
        const auto got = static_cast<double>(threadTime - reviewedTime_);
        const double kept = now.own - reviewed_.own - got;
        if (kept >= now.excess - reviewed_.excess)
            add(absolved_, now.ours - reviewed_.ours);
    }
    reviewed_ = now;
    reviewedTime_ = threadTime;
}

void StreamMeter::average() noexcept {
    secondOwn_ += own_;
    secondPeriods_ += period_;
    const bool full = secondPeriods_ >= second;
    if (full || !fullSecond_)
        load_.store(secondOwn_ / secondPeriods_, std::memory_order_relaxed);
    if (full) {
        fullSecond_ = true;
        secondOwn_ = secondPeriods_ = 0;
    }
}

std::size_t StreamMeter::bucketOf(double share) noexcept {
    // The exponent and the first four bits of the mantissa of a double, read as one number, count such steps.
    constexpr int mantissaBits = 52;
    constexpr int stepBits = std::countr_zero(static_cast<unsigned>(stepsPerOctave));
    constexpr std::int64_t lowest = std::int64_t{1023 + lowestOctave} << stepBits;
    if (!(share > 0))
        return 0;
    const auto step = std::bit_cast<std::int64_t>(share) >> (mantissaBits - stepBits);
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(step - lowest, 0, static_cast<std::int64_t>(buckets) - 1));
}

double StreamMeter::upperEnd(std::size_t bucket) noexcept {
    const auto octave = static_cast<int>(bucket) / stepsPerOctave + lowestOctave;
    const auto step = static_cast<int>(bucket) % stepsPerOctave + 1;
    return std::ldexp(1.0 + static_cast<double>(step) / stepsPerOctave, octave);
}

double StreamMeter::percentile(double share) const noexcept {
    std::uint64_t total = 0;
    for (const Counter& counter : shares_)
        total += counter.load(std::memory_order_relaxed);
    if (total == 0)
        return 0;
    const auto wanted = std::max<double>(1, std::ceil(static_cast<double>(total) * share));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < shares_.size(); ++bucket) {
        seen += shares_[bucket].load(std::memory_order_relaxed);
        if (static_cast<double>(seen) >= wanted)
            return std::min(upperEnd(bucket), peak_.load(std::memory_order_relaxed));
    }
    return peak_.load(std::memory_order_relaxed);
}

StreamStatistics StreamMeter::read() const noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    StreamStatistics statistics;
    statistics.blocks = blocks_.load(relaxed);
    statistics.frames = frames_.load(relaxed);
    statistics.overruns = overruns_.load(relaxed);
    statistics.underruns = underruns_.load(relaxed);
    const auto absolved = std::min(absolved_.load(relaxed), lateOurs_.load(relaxed));
    statistics.lateOurs = lateOurs_.load(relaxed) - absolved;
    statistics.lateTheirs = lateTheirs_.load(relaxed) + absolved;
    statistics.load = load_.load(relaxed);
    statistics.loadPeak = peak_.load(relaxed);
    statistics.loadP999 = percentile(0.999);
    return statistics;
}

} // namespace rondo::device::detail
