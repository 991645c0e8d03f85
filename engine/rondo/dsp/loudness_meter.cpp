// SPDX-License-Identifier: MIT
#include <rondo/dsp/loudness_meter.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace rondo::dsp {

namespace {

constexpr double offset = -0.691; // BS.1770-4, annex 1, equation 2
constexpr std::uint32_t stepsPerBlock = 10;

double loudness(double power) noexcept {
    return power > 0 ? std::max(offset + 10 * std::log10(power), LoudnessMeter::silence)
                     : LoudnessMeter::silence;
}
double powerOf(double loudness) noexcept { return std::pow(10.0, (loudness - offset) / 10); }

std::vector<double> weightsOf(std::uint32_t channels) {
    std::vector<double> weights(channels);
    for (std::uint32_t channel = 0; channel < channels; ++channel)
        weights[channel] = LoudnessMeter::weight(channel, channels);
    return weights;
}

} // namespace

double LoudnessMeter::weight(std::uint32_t channel, std::uint32_t channels) noexcept {
    constexpr double beside = 1.41;
    if (channels > 8 || channels < 4)
        return 1;
    if (channels >= 6 && channel == 3)
        return 0;
    return channel + 2 >= channels ? beside : 1;
}

LoudnessMeter::LoudnessMeter(double rate, std::uint32_t channels) : LoudnessMeter(rate, weightsOf(channels)) {}

LoudnessMeter::LoudnessMeter(double rate, std::span<const double> weights)
    : filter_(rate, weights), shown_(rate), counted_(rate), gated_(powerOf(-70)) {}

void LoudnessMeter::process(audio::ConstAudioBlock block) noexcept {
    for (std::uint32_t done = 0; done < block.frameCount();) {
        const auto left = std::min(shown_.left(), counted_.left());
        const auto count = static_cast<std::uint32_t>(std::min<std::int64_t>(left, block.frameCount() - done));
        filter_.process(block.frames(done, count));
        done += count;
        const bool shownEnds = shown_.pass(count);
        const bool countedEnds = counted_.pass(count);
        if (!shownEnds && !countedEnds)
            continue;
        const double energy = filter_.take();
        shown_.add(energy);
        counted_.add(energy);
        if (shownEnds)
            endShownStep();
        if (countedEnds)
            endCountedStep();
    }
}

void LoudnessMeter::endShownStep() noexcept {
    filter_.settle();
    shown_.endStep();
    momentary_ = loudness(shown_.momentary());
    shortTerm_ = loudness(shown_.shortTerm());
}

void LoudnessMeter::endCountedStep() noexcept {
    counted_.endStep();
    const double power = counted_.momentary();
    highestMomentary_ = std::max(highestMomentary_, loudness(power));
    highestShortTerm_ = std::max(highestShortTerm_, loudness(counted_.shortTerm()));
    const auto steps = counted_.steps();
    if (steps < detail::LoudnessWindows::momentarySteps || steps % stepsPerBlock != 0)
        return;
    gated_.add(power);
    integrated_ = loudness(gated_.value());
}

void LoudnessMeter::reset() noexcept {
    shown_.add(filter_.take());
    counted_.reset();
    gated_.reset();
    integrated_ = highestMomentary_ = highestShortTerm_ = silence;
}

} // namespace rondo::dsp
