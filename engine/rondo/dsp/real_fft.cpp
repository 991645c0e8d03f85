// SPDX-License-Identifier: MIT
#include <rondo/dsp/real_fft.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <rondo/audio/audio_buffer.h>
#include <rondo/base/error.h>
#include <rondo/dsp/detail/spectral_loops.h>
#include <string>
#include <vector>

namespace rondo::dsp {

namespace {

std::uint32_t checked(std::uint32_t size) {
    if (!std::has_single_bit(size) || size < 128 || size > 1u << 24)
        throw base::Failure({base::ErrorCode::invalidArgument,
                             "A Fourier transform has a power of two of samples, 128 to 16777216; " +
                                 std::to_string(size) + " were asked for."});
    return size;
}

/// Returns: where in the groups the passes leave the real part of each bin.
std::vector<std::uint32_t> placesOf(const detail::SpectralPlan& plan) {
    std::vector<std::uint32_t> places(plan.points);
    for (std::uint32_t place = 0; place < plan.points; ++place) {
        // A pass sends what leaves its leg n to the n-th part of its span, so the place tells the bin's digits.
        std::uint32_t bin = 0;
        std::uint32_t weight = 1;
        std::uint32_t rest = place;
        for (const auto& pass : plan.passes) {
            bin += rest / pass.stride * weight;
            rest %= pass.stride;
            weight *= pass.radix;
        }
        // Within a group the first of the two passes has become columns, the second one rows.
        const std::uint32_t group = place / detail::groupBins * detail::groupFloats;
        const std::uint32_t inGroup = rest;
        bin += (inGroup / 4 + 4 * (inGroup % 4)) * weight;
        places[bin] = group + (inGroup % 4) * 4 + inGroup / 4;
    }
    return places;
}

} // namespace

struct RealFft::State {
    State(std::uint32_t sizeGiven, InstructionSet instructions)
        : size(sizeGiven), plan(sizeGiven / 2),
          loops(instructions == InstructionSet::avx2 ? &detail::spectralLoopsAvx2
                                                     : &detail::spectralLoopsBaseline),
          places(placesOf(plan)), points(2, plan.points), groups(1, 2 * plan.points) {
        for (std::uint32_t bin = 0; bin <= plan.points; ++bin)
            turns.emplace_back(std::polar(1.0, -2 * std::numbers::pi * bin / size));
    }
    detail::SpectralWork work() noexcept {
        const auto block = points.block();
        return {block.channel(0).data(), block.channel(1).data()};
    }

    std::uint32_t size;
    detail::SpectralPlan plan;
    const detail::SpectralLoops* loops;
    std::vector<std::uint32_t> places;
    std::vector<std::complex<float>> turns;
    audio::AudioBuffer points;
    audio::AudioBuffer groups;
};

RealFft::RealFft(std::uint32_t size, InstructionSet instructions)
    : state_(std::make_unique<State>(checked(size), instructions)) {}
RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

std::uint32_t RealFft::size() const noexcept { return state_->size; }

void RealFft::forward(std::span<const float> samples, std::span<std::complex<float>> bins) noexcept {
    auto& state = *state_;
    const auto& plan = state.plan;
    const auto work = state.work();
    for (std::uint32_t point = 0; point < plan.points; ++point) {
        work.real[point] = samples[std::size_t{2} * point];
        work.imaginary[point] = samples[std::size_t{2} * point + 1];
    }
    for (const auto& pass : plan.passes)
        state.loops->forwardPass(pass, work, {0, plan.points / pass.radix});
    float* const groups = state.groups.block().channel(0).data();
    state.loops->forwardGroups(plan, work, groups, detail::groupFloats, {0, plan.points / detail::groupBins});
    const auto at = [&](std::uint32_t bin) {
        const auto place = state.places[bin % plan.points];
        return std::complex<float>(groups[place], groups[place + detail::groupBins]);
    };
    for (std::uint32_t bin = 0; bin <= plan.points; ++bin) {
        const auto one = at(bin);
        const auto other = std::conj(at(plan.points - bin));
        const auto even = 0.5f * (one + other);
        const auto difference = 0.5f * (one - other);
        const std::complex<float> odd(difference.imag(), -difference.real());
        const auto turn = state.turns[bin];
        bins[bin] = {even.real() + (turn.real() * odd.real() - turn.imag() * odd.imag()),
                     even.imag() + (turn.real() * odd.imag() + turn.imag() * odd.real())};
    }
}

void RealFft::inverse(std::span<const std::complex<float>> bins, std::span<float> samples) noexcept {
    auto& state = *state_;
    const auto& plan = state.plan;
    const auto work = state.work();
    float* const groups = state.groups.block().channel(0).data();
    const float scale = 1.0f / static_cast<float>(state.size);
    const auto at = [&](std::uint32_t bin) {
        return bin == 0 || bin == plan.points ? std::complex<float>(bins[bin].real(), 0) : bins[bin];
    };
    for (std::uint32_t bin = 0; bin < plan.points; ++bin) {
        const auto one = at(bin);
        const auto other = std::conj(at(plan.points - bin));
        const auto even = one + other;
        const auto difference = one - other;
        const auto turn = std::conj(state.turns[bin]);
        const float oddReal = turn.real() * difference.real() - turn.imag() * difference.imag();
        const float oddImaginary = turn.real() * difference.imag() + turn.imag() * difference.real();
        const auto place = state.places[bin];
        groups[place] = scale * (even.real() - oddImaginary);
        groups[place + detail::groupBins] = scale * (even.imag() + oddReal);
    }
    state.loops->inverseGroups(plan, groups, work, {0, plan.points / detail::groupBins});
    for (auto pass = plan.passes.rbegin(); pass != plan.passes.rend(); ++pass)
        state.loops->inversePass(*pass, work, {0, plan.points / pass->radix});
    for (std::uint32_t point = 0; point < plan.points; ++point) {
        samples[std::size_t{2} * point] = work.real[point];
        samples[std::size_t{2} * point + 1] = work.imaginary[point];
    }
}

} // namespace rondo::dsp
