// SPDX-License-Identifier: MIT
#include <rondo/session/file/rate_converter.h>

#include <cmath>
#include <doctest/doctest.h>
#include <random>
#include <rondo/base/error.h>
#include <support/sound_files.h>

using rondo::session::RateConverter;

namespace {

/// Pushes `input` through in chunks of random size.
std::vector<float> convert(const std::vector<float>& input, double from, double to, std::uint32_t channels,
                           std::mt19937* random = nullptr) {
    RateConverter converter(from, to, channels);
    std::vector<float> result;
    const auto chunk = [&] { return channels * (random == nullptr ? 4096 : 1 + (*random)() % 5000); };
    std::span<const float> rest(input);
    while (!rest.empty()) {
        std::vector<float> output(chunk());
        const auto part = rest.first(std::min<std::size_t>(rest.size(), chunk()));
        const auto step = converter.process(part, output);
        rest = rest.subspan(step.consumed * channels);
        result.insert(result.end(), output.begin(),
                      output.begin() + static_cast<std::ptrdiff_t>(step.produced * channels));
    }
    for (;;) {
        std::vector<float> output(chunk());
        const auto count = converter.finish(output);
        if (count == 0)
            return result;
        result.insert(result.end(), output.begin(),
                      output.begin() + static_cast<std::ptrdiff_t>(count * channels));
    }
}

} // namespace

TEST_CASE("The length after conversion is exact") {
    for (const double from : {8000.0, 11025.0, 44100.0, 48000.0, 96000.0, 192000.0})
        for (const double to : {22050.0, 44100.0, 48000.0, 88200.0})
            for (const std::size_t frames : {1UL, 2UL, 999UL, 44100UL, 50001UL}) {
                CAPTURE(from);
                CAPTURE(to);
                CAPTURE(frames);
                const auto expected = std::llround(static_cast<double>(frames) * to / from);
                CHECK(convert(std::vector<float>(frames), from, to, 1).size() ==
                      static_cast<std::size_t>(expected));
            }
}

TEST_CASE("The samples do not depend on the chunks") {
    const unsigned seed = 7;
    MESSAGE("seed " << seed);
    std::mt19937 random(seed);
    const auto input = rondo::test::sines(60000, 2, 44100);
    for (const double to : {48000.0, 22050.0, 44100.5}) {
        const auto whole = convert(input, 44100, to, 2);
        for (int round = 0; round < 5; ++round)
            CHECK(convert(input, 44100, to, 2, &random) == whole);
    }
}

TEST_CASE("A tone arrives without delay, at its level and with next to nothing beside it") {
    const auto output = convert(rondo::test::sines(44100, 1, 44100, 997, 0.5), 44100, 48000, 1);
    const auto wanted = rondo::test::sines(48000, 1, 48000, 997, 0.5);
    REQUIRE(output.size() == wanted.size());
    double largest = 0;
    for (std::size_t frame = 4000; frame < 44000; ++frame)
        largest = std::max(largest,
                           std::abs(static_cast<double>(output[frame]) - static_cast<double>(wanted[frame])));
    CHECK(20 * std::log10(largest) < -130);
}

TEST_CASE("Rates that cannot be converted are refused") {
    CHECK_THROWS_AS(RateConverter(0, 48000, 1), rondo::base::Failure);
    CHECK_THROWS_AS(RateConverter(std::nan(""), 48000, 1), rondo::base::Failure);
    CHECK_THROWS_AS(RateConverter(48000, -1, 1), rondo::base::Failure);
    CHECK_THROWS_AS(RateConverter(1, 48000, 1), rondo::base::Failure);
}
