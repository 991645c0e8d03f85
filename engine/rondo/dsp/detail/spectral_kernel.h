// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>
#include <rondo/dsp/detail/spectral_loops.h>
#include <rondo/dsp/instruction_set.h>

/// The loops of SpectralLoops over vectors of `width` numbers; each number is computed alike for every width.
/// All names carry the instruction set: a function built for more than this processor has must not become the
/// program's only copy.
namespace rondo::dsp::detail {

template <InstructionSet set, int width>
struct Spectral {
    using Vector [[gnu::vector_size(width * 4), gnu::may_alias]] = float;
    struct Complex {
        Vector real;
        Vector imaginary;
    };

    static Vector load(const float* from) noexcept {
        Vector loaded;
        std::memcpy(&loaded, from, sizeof loaded);
        return loaded;
    }
    static void store(float* to, Vector value) noexcept { std::memcpy(to, &value, sizeof value); }
    static Complex load(SpectralWork work, std::uint32_t at) noexcept {
        return {load(work.real + at), load(work.imaginary + at)};
    }
    static void store(SpectralWork work, std::uint32_t at, Complex value) noexcept {
        store(work.real + at, value.real);
        store(work.imaginary + at, value.imaginary);
    }
    static Complex plus(Complex a, Complex b) noexcept { return {a.real + b.real, a.imaginary + b.imaginary}; }
    static Complex minus(Complex a, Complex b) noexcept { return {a.real - b.real, a.imaginary - b.imaginary}; }
    /// Returns: a + i b.
    static Complex plusTurned(Complex a, Complex b) noexcept {
        return {a.real - b.imaginary, a.imaginary + b.real};
    }
    /// Returns: a - i b.
    static Complex minusTurned(Complex a, Complex b) noexcept {
        return {a.real + b.imaginary, a.imaginary - b.real};
    }
    /// Returns: value * turn, or value * conjugate of turn.
    template <bool forward>
    static Complex turned(Complex value, Complex turn) noexcept {
        if constexpr (forward)
            return {value.real * turn.real - value.imaginary * turn.imaginary,
                    value.real * turn.imaginary + value.imaginary * turn.real};
        else
            return {value.real * turn.real + value.imaginary * turn.imaginary,
                    value.imaginary * turn.real - value.real * turn.imaginary};
    }
    static Complex turnAt(const float* turns, std::uint32_t stride, std::uint32_t leg,
                          std::uint32_t point) noexcept {
        const float* const ofLeg = turns + std::size_t{2} * (leg - 1) * stride + point;
        return {load(ofLeg), load(ofLeg + stride)};
    }

    static void four(Complex (&legs)[4]) noexcept {
        const Complex even = plus(legs[0], legs[2]);
        const Complex evenRest = minus(legs[0], legs[2]);
        const Complex odd = plus(legs[1], legs[3]);
        const Complex oddRest = minus(legs[1], legs[3]);
        legs[0] = plus(even, odd);
        legs[1] = minusTurned(evenRest, oddRest);
        legs[2] = minus(even, odd);
        legs[3] = plusTurned(evenRest, oddRest);
    }
    static void fourBack(Complex (&legs)[4]) noexcept {
        const Complex even = plus(legs[0], legs[2]);
        const Complex evenRest = minus(legs[0], legs[2]);
        const Complex odd = plus(legs[1], legs[3]);
        const Complex oddRest = minus(legs[1], legs[3]);
        legs[0] = plus(even, odd);
        legs[1] = plusTurned(evenRest, oddRest);
        legs[2] = minus(even, odd);
        legs[3] = minusTurned(evenRest, oddRest);
    }

    template <bool forward>
    static void butterflyFour(const SpectralPass& pass, SpectralWork work, std::uint32_t first,
                              std::uint32_t point) noexcept {
        Complex legs[4];
        for (std::uint32_t leg = 0; leg < 4; ++leg)
            legs[leg] = load(work, first + leg * pass.stride + point);
        if constexpr (forward)
            four(legs);
        for (std::uint32_t leg = 1; leg < 4; ++leg)
            legs[leg] = turned<forward>(legs[leg], turnAt(pass.turns, pass.stride, leg, point));
        if constexpr (!forward)
            fourBack(legs);
        for (std::uint32_t leg = 0; leg < 4; ++leg)
            store(work, first + leg * pass.stride + point, legs[leg]);
    }
    template <bool forward>
    static void butterflyTwo(const SpectralPass& pass, SpectralWork work, std::uint32_t point) noexcept {
        const Complex turn = turnAt(pass.turns, pass.stride, 1, point);
        const Complex one = load(work, point);
        Complex other = load(work, pass.stride + point);
        if constexpr (!forward)
            other = turned<false>(other, turn);
        store(work, point, plus(one, other));
        other = minus(one, other);
        if constexpr (forward)
            other = turned<true>(other, turn);
        store(work, pass.stride + point, other);
    }
    template <bool forward>
    static void runPass(const SpectralPass& pass, SpectralWork work, SpectralRange butterflies) noexcept {
        if (pass.radix == 2) {
            for (auto point = butterflies.begin; point < butterflies.end; point += width)
                butterflyTwo<forward>(pass, work, point);
            return;
        }
        for (auto at = butterflies.begin; at < butterflies.end;) {
            const std::uint32_t first = at / pass.stride * pass.stride * 4;
            std::uint32_t point = at % pass.stride;
            for (; point < pass.stride && at < butterflies.end; point += width, at += width)
                butterflyFour<forward>(pass, work, first, point);
        }
    }

    static void twist(const SpectralPlan& plan, const float* older, const float* newer, SpectralWork to,
                      SpectralRange points) noexcept {
        for (auto point = points.begin; point < points.end; point += width) {
            const Complex turn{load(plan.twistReal + point), load(plan.twistImaginary + point)};
            store(to, point, turned<true>({load(older + point), load(newer + point)}, turn));
        }
    }
    static void untwist(const SpectralPlan& plan, SpectralWork from, float* samples,
                        SpectralRange points) noexcept {
        for (auto point = points.begin; point < points.end; point += width) {
            const Complex turn{load(plan.twistReal + point), load(plan.twistImaginary + point)};
            store(samples + point, turned<false>(load(from, point), turn).imaginary);
        }
    }

    static void multiply(const float* partitions, const float* spectra, std::uint32_t count,
                         std::uint32_t newest, float* to, SpectralRange groups) noexcept {
        constexpr std::uint32_t vectors = groupBins / width;
        for (auto group = groups.begin; group < groups.end; ++group) {
            const float* part = partitions + std::size_t{group} * count * groupFloats;
            const float* const first = spectra + std::size_t{group} * count * groupFloats;
            Complex sums[vectors] = {};
            std::uint32_t slot = newest;
            for (std::uint32_t index = 0; index < count; ++index, part += groupFloats) {
                const float* const spectrum = first + std::size_t{slot} * groupFloats;
                for (std::uint32_t vector = 0; vector < vectors; ++vector) {
                    const Complex one{load(part + vector * width), load(part + groupBins + vector * width)};
                    const Complex other{load(spectrum + vector * width),
                                        load(spectrum + groupBins + vector * width)};
                    sums[vector] = plus(sums[vector], turned<true>(one, other));
                }
                slot = slot == 0 ? count - 1 : slot - 1;
            }
            for (std::uint32_t vector = 0; vector < vectors; ++vector) {
                store(to + group * groupFloats + vector * width, sums[vector].real);
                store(to + group * groupFloats + groupBins + vector * width, sums[vector].imaginary);
            }
        }
    }

    static void filter(const float* factors, std::uint32_t count, const float* from, float* to,
                       std::uint32_t frames) noexcept {
        constexpr std::uint32_t together = 4 * width;
        std::uint32_t frame = 0;
        for (; frame + together <= frames; frame += together) {
            Vector sums[4] = {};
            for (std::uint32_t tap = 0; tap < count; ++tap)
                for (std::uint32_t part = 0; part < 4; ++part)
                    sums[part] += factors[tap] * load(from + frame + part * width - tap);
            for (std::uint32_t part = 0; part < 4; ++part)
                store(to + frame + part * width, sums[part]);
        }
        for (; frame < frames; ++frame) {
            float sum = 0;
            for (std::uint32_t tap = 0; tap < count; ++tap)
                sum += factors[tap] * *(from + frame - tap);
            to[frame] = sum;
        }
    }
};

/// The passes within groups, always over vectors of four: the last one takes the square of points apart, and
/// the bins stay as it leaves them.
template <InstructionSet set>
struct SpectralGroups : Spectral<set, 4> {
    using Base = Spectral<set, 4>;
    using typename Base::Complex;
    using typename Base::Vector;
    static void transpose(Vector (&rows)[4]) noexcept {
        const Vector low0 = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
        const Vector high0 = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
        const Vector low1 = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
        const Vector high1 = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
        rows[0] = __builtin_shufflevector(low0, low1, 0, 1, 4, 5);
        rows[1] = __builtin_shufflevector(low0, low1, 2, 3, 6, 7);
        rows[2] = __builtin_shufflevector(high0, high1, 0, 1, 4, 5);
        rows[3] = __builtin_shufflevector(high0, high1, 2, 3, 6, 7);
    }
    static void transpose(Complex (&legs)[4]) noexcept {
        Vector real[4] = {legs[0].real, legs[1].real, legs[2].real, legs[3].real};
        Vector imaginary[4] = {legs[0].imaginary, legs[1].imaginary, legs[2].imaginary, legs[3].imaginary};
        transpose(real);
        transpose(imaginary);
        for (std::uint32_t leg = 0; leg < 4; ++leg)
            legs[leg] = {real[leg], imaginary[leg]};
    }
    static void forward(const SpectralPlan& plan, SpectralWork from, float* groups, std::uint32_t stride,
                        SpectralRange range) noexcept {
        for (auto group = range.begin; group < range.end; ++group) {
            Complex legs[4];
            for (std::uint32_t leg = 0; leg < 4; ++leg)
                legs[leg] = Base::load(from, group * groupBins + leg * 4);
            Base::four(legs);
            for (std::uint32_t leg = 1; leg < 4; ++leg)
                legs[leg] = Base::template turned<true>(legs[leg], Base::turnAt(plan.groupTurns, 4, leg, 0));
            transpose(legs);
            Base::four(legs);
            float* const to = groups + std::size_t{group} * stride;
            for (std::uint32_t leg = 0; leg < 4; ++leg)
                Base::store({to, to + groupBins}, leg * 4, legs[leg]);
        }
    }
    static void inverse(const SpectralPlan& plan, const float* groups, SpectralWork to,
                        SpectralRange range) noexcept {
        for (auto group = range.begin; group < range.end; ++group) {
            const float* const from = groups + std::size_t{group} * groupFloats;
            Complex legs[4];
            for (std::uint32_t leg = 0; leg < 4; ++leg)
                legs[leg] = {Base::load(from + leg * 4), Base::load(from + groupBins + leg * 4)};
            Base::fourBack(legs);
            transpose(legs);
            for (std::uint32_t leg = 1; leg < 4; ++leg)
                legs[leg] = Base::template turned<false>(legs[leg], Base::turnAt(plan.groupTurns, 4, leg, 0));
            Base::fourBack(legs);
            for (std::uint32_t leg = 0; leg < 4; ++leg)
                Base::store(to, group * groupBins + leg * 4, legs[leg]);
        }
    }
};

template <InstructionSet set, int width>
constexpr SpectralLoops makeSpectralLoops() noexcept {
    using Wide = Spectral<set, width>;
    return {Wide::twist,
            Wide::template runPass<true>,
            SpectralGroups<set>::forward,
            Wide::multiply,
            SpectralGroups<set>::inverse,
            Wide::template runPass<false>,
            Wide::untwist,
            Wide::filter};
}

} // namespace rondo::dsp::detail
