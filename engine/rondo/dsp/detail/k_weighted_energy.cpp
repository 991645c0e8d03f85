// SPDX-License-Identifier: MIT
#include <rondo/dsp/detail/k_weighted_energy.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace rondo::dsp::detail {

namespace {

using Doubles [[gnu::vector_size(16)]] = double;
using Integers [[gnu::vector_size(16)]] = std::int64_t;

/// What is left is -600 dB, and falls to less than -2500 dB within 10 ms at every rate: no denormals, nor do
/// squares of it become any.
constexpr double negligible = 1e-30;

struct Factors {
    explicit Factors(const KWeighting::Section& from) noexcept
        : b0{from.b0, from.b0}, b1{from.b1, from.b1}, b2{from.b2, from.b2}, a1{from.a1, from.a1}, a2{from.a2,
                                                                                                     from.a2} {}
    Doubles b0, b1, b2, a1, a2;
};

/// Direct form II. The newest state enters last, so that a frame waits for the one before it as short as can
/// be.
[[gnu::always_inline]] inline Doubles filter(const Factors& factors, Doubles input, Doubles& last,
                                             Doubles& before) noexcept {
    const Doubles state = (input - factors.a2 * before) - factors.a1 * last;
    const Doubles output = factors.b0 * state + (factors.b1 * last + factors.b2 * before);
    before = last;
    last = state;
    return output;
}

[[gnu::always_inline]] inline Doubles finite(Doubles samples) noexcept {
    const Integers mask = samples - samples == Doubles{};
    return reinterpret_cast<Doubles>(reinterpret_cast<Integers>(samples) & mask);
}

} // namespace

KWeightedEnergy::KWeightedEnergy(double rate, std::span<const double> weights)
    : weighting_(KWeighting::make(rate)) {
    bool alone = false;
    for (std::uint32_t channel = 0; channel < weights.size(); ++channel) {
        if (weights[channel] == 0)
            continue;
        if (alone) {
            pairs_.back().channels[1] = channel;
            pairs_.back().weights[1] = weights[channel];
        } else {
            pairs_.push_back({{channel, channel}, {weights[channel], 0}, {}});
        }
        alone = !alone;
    }
}

template <std::size_t pairs>
void KWeightedEnergy::run(Pair* first, audio::ConstAudioBlock block) const noexcept {
    const Factors shelf(weighting_.shelf);
    const Factors highPass(weighting_.highPass);
    const float* samples[pairs][2];
    Doubles rows[pairs][5];
    for (std::size_t pair = 0; pair < pairs; ++pair) {
        for (std::size_t lane = 0; lane < 2; ++lane)
            samples[pair][lane] = block.channel(first[pair].channels[lane]).data();
        std::memcpy(rows[pair], first[pair].rows.data(), sizeof rows[pair]);
    }
    for (std::uint32_t frame = 0; frame < block.frameCount(); ++frame)
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            auto& [sum, shelfLast, shelfBefore, passLast, passBefore] = rows[pair];
            const Doubles given{double{samples[pair][0][frame]}, double{samples[pair][1][frame]}};
            const Doubles shelved = filter(shelf, finite(given), shelfLast, shelfBefore);
            const Doubles weighted = filter(highPass, shelved, passLast, passBefore);
            sum += weighted * weighted;
        }
    for (std::size_t pair = 0; pair < pairs; ++pair)
        std::memcpy(first[pair].rows.data(), rows[pair], sizeof rows[pair]);
}

void KWeightedEnergy::process(audio::ConstAudioBlock block) noexcept {
    std::size_t pair = 0;
    for (; pair + 2 <= pairs_.size(); pair += 2) // two at once hide each other's latency
        run<2>(&pairs_[pair], block);
    if (pair < pairs_.size())
        run<1>(&pairs_[pair], block);
}

double KWeightedEnergy::take() noexcept {
    double energy = 0;
    for (auto& pair : pairs_) {
        energy += pair.weights[0] * pair.rows[0][0];
        energy += pair.weights[1] * pair.rows[0][1];
        pair.rows[0] = {};
    }
    return energy;
}

void KWeightedEnergy::settle() noexcept {
    for (auto& pair : pairs_)
        for (std::size_t row = 1; row < pair.rows.size(); ++row)
            for (double& state : pair.rows[row])
                if (std::abs(state) < negligible)
                    state = 0;
}

} // namespace rondo::dsp::detail
