// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/gated_mean.h>

#include <algorithm>
#include <bit>

namespace rondo::dsp::detail {

namespace {

constexpr int binsPerOctave = 9; // as a power of two
constexpr std::size_t bins = std::size_t{34} << binsPerOctave;
constexpr double relativeGate = 0.1;

} // namespace

GatedMean::GatedMean(double absoluteGate) : absoluteGate_(absoluteGate), tree_(bins + 1) {}

/// The octave and the leading binary digits within it, as they stand in the number itself. Requires: not below
/// the absolute gate.
std::size_t GatedMean::binOf(double power) const noexcept {
    const auto number = std::bit_cast<std::uint64_t>(power / absoluteGate_) - std::bit_cast<std::uint64_t>(1.0);
    return std::min(static_cast<std::size_t>(number >> (52 - binsPerOctave)), bins - 1);
}

void GatedMean::add(double power) noexcept {
    if (!(power > absoluteGate_))
        return;
    for (std::size_t place = bins - binOf(power); place <= bins; place += place & (~place + 1)) {
        auto& sum = tree_[place];
        if (sum.era != era_)
            sum = {0, 0, era_};
        sum.power += power;
        ++sum.count;
    }
}

/// The sum of all bins from `bin` upwards.
GatedMean::Sum GatedMean::from(std::size_t bin) const noexcept {
    Sum all;
    for (std::size_t place = bins - bin; place > 0; place &= place - 1)
        if (const auto& sum = tree_[place]; sum.era == era_) {
            all.power += sum.power;
            all.count += sum.count;
        }
    return all;
}

double GatedMean::value() const noexcept {
    const Sum all = from(0);
    if (all.count == 0)
        return 0;
    const double gate = relativeGate * all.power / all.count;
    if (gate <= absoluteGate_)
        return all.power / all.count;
    const auto bin = binOf(gate);
    const Sum with = from(bin);
    const Sum without = from(bin + 1);
    const bool pass = with.power - without.power > gate * (with.count - without.count);
    return pass ? with.power / with.count : without.power / without.count;
}

void GatedMean::reset() noexcept {
    if (++era_ == 0)
        std::ranges::fill(tree_, Sum{});
}

} // namespace rondo::dsp::detail
