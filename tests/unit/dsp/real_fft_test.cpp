// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <random>
#include <rondo/base/error.h>
#include <rondo/dsp/real_fft.h>
#include <support/spectrum.h>

using namespace rondo;
using dsp::RealFft;
using Bins = std::vector<std::complex<float>>;

namespace {

std::vector<float> noise(std::size_t count, unsigned seed) {
    std::mt19937 numbers(seed);
    std::vector<float> made(count);
    for (auto& sample : made)
        sample = static_cast<float>(numbers() % 20001) / 10000 - 1;
    return made;
}

std::complex<double> definition(const std::vector<float>& samples, std::size_t bin) {
    std::complex<double> sum = 0;
    for (std::size_t frame = 0; frame < samples.size(); ++frame)
        sum += double{samples[frame]} *
               std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(bin * frame % samples.size()) /
                                   static_cast<double>(samples.size()));
    return sum;
}

} // namespace

TEST_CASE("a transform is that of the definition, every bin of it, and comes back") {
    for (const std::uint32_t size : {128u, 256u, 512u, 1024u, 2048u}) {
        CAPTURE(size);
        RealFft fft(size);
        CHECK(fft.size() == size);
        const auto samples = noise(size, size);
        Bins bins(fft.binCount());
        fft.forward(samples, bins);
        double worst = 0;
        for (std::size_t bin = 0; bin < bins.size(); ++bin)
            worst = std::max(worst, std::abs(std::complex<double>(bins[bin]) - definition(samples, bin)));
        CHECK(worst < 1e-6 * std::sqrt(size) * std::log2(size));
        std::vector<float> back(size);
        fft.inverse(bins, back);
        double difference = 0;
        for (std::size_t frame = 0; frame < size; ++frame)
            difference = std::max(difference, std::abs(double{back[frame]} - double{samples[frame]}));
        CHECK(difference < 1e-6);
    }
}

TEST_CASE("a large transform finds the one frequency that is there") {
    RealFft fft(1u << 16);
    const auto samples = test::sine(1u << 16, 1234.0 / 65536, 0.25);
    Bins bins(fft.binCount());
    fft.forward(samples, bins);
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        CAPTURE(bin);
        REQUIRE(std::abs(bins[bin] - std::complex<float>(bin == 1234 ? 32768.0f : 0.0f)) < 0.05f);
    }
}

TEST_CASE("every instruction set gives the same bins") {
    if (!dsp::supports(dsp::InstructionSet::avx2))
        return;
    const auto samples = noise(4096, 3);
    Bins one(2049);
    Bins other(2049);
    RealFft(4096, dsp::InstructionSet::baseline).forward(samples, one);
    RealFft(4096, dsp::InstructionSet::avx2).forward(samples, other);
    CHECK(one == other);
}

TEST_CASE("a size that is no power of two, or too small, is refused") {
    CHECK_THROWS_AS(RealFft(1000), base::Failure);
    CHECK_THROWS_AS(RealFft(64), base::Failure);
    CHECK_THROWS_AS(RealFft(0), base::Failure);
}
