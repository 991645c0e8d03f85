// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>
#include <rondo/dsp/true_peak.h>
#include <support/spectrum.h>

using namespace rondo;

TEST_CASE("the peak between samples is found: a quarter-rate sine that hides 3 dB reads 0 dB") {
    const auto samples = test::sine(4800, 0.25, 0.125);
    CHECK(test::decibels(test::peak(samples)) == doctest::Approx(-3.01).epsilon(0.001));
    dsp::TruePeakMeter meter;
    meter.process(std::span(samples).first(100)); // the step at the start is a peak of its own
    const auto settled = meter.process(std::span(samples).subspan(100));
    CHECK(test::decibels(double{settled}) < 0.25);
    CHECK(test::decibels(double{settled}) > -0.4);
}

TEST_CASE("sines of many frequencies and phases read within +0.25 and -0.6 dB") {
    for (double turns = 0.01; turns < 0.42; turns += 0.0137)
        for (const double phase : {0.0, 0.07, 0.125, 0.2}) {
            CAPTURE(turns);
            const auto samples = test::sine(3000, turns, phase);
            dsp::TruePeakMeter meter;
            meter.process(std::span(samples).first(100));
            const auto reading = test::decibels(double{meter.process(std::span(samples).subspan(100))});
            CHECK(reading < 0.25);
            CHECK(reading > -0.6);
        }
}

TEST_CASE("the true peak does not depend on the cut, never lies under the samples and forgets at a reset") {
    const auto samples = test::sine(1000, 0.123);
    dsp::TruePeakMeter whole;
    dsp::TruePeakMeter pieces;
    whole.process(samples);
    for (std::size_t first = 0; first < samples.size(); first += 8)
        pieces.process(std::span(samples).subspan(first, 8));
    CHECK(whole.highest() == pieces.highest());
    CHECK(double{whole.highest()} >= test::peak(samples));
    whole.reset();
    CHECK(whole.highest() == 0);
    const float silence[] = {0, 0, 0};
    CHECK(whole.process(silence) == 0);
}

TEST_CASE("each sample's own peak is told, the same however the samples are cut") {
    const auto samples = test::sine(1000, 0.123, 0.1);
    dsp::TruePeakMeter single;
    std::vector<float> expected;
    for (const float sample : samples)
        expected.push_back(single.process(std::span(&sample, 1)));
    for (const std::size_t size : {1u, 3u, 10u, 64u, 67u, 200u, 1000u}) {
        CAPTURE(size);
        dsp::TruePeakMeter meter;
        std::vector<float> peaks(samples.size());
        for (std::size_t first = 0; first < samples.size(); first += size) {
            const auto count = std::min(size, samples.size() - first);
            const auto part = std::span(peaks).subspan(first, count);
            const float largest = meter.process(std::span(samples).subspan(first, count), part);
            CHECK(largest == std::ranges::max(part));
        }
        CHECK(peaks == expected);
    }
}

TEST_CASE("a sample that is no number does not poison the true peak") {
    dsp::TruePeakMeter meter;
    const float poison[] = {std::numeric_limits<float>::quiet_NaN()};
    meter.process(poison);
    CHECK(meter.process(std::vector<float>(20, 0.5f)) >= 0.5f);
    CHECK(std::isfinite(meter.highest()));
    meter.process(poison);
    std::vector<float> peaks(20);
    meter.process(std::vector<float>(20, 0.5f), peaks);
    CHECK(std::ranges::all_of(peaks, [](float peak) { return peak >= 0.5f && peak < 1; }));
}
