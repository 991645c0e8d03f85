// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <limits>
#include <rondo/dsp/level_meter.h>
#include <support/spectrum.h>

using namespace rondo;

TEST_CASE("a peak meter rises at once and falls by 20 dB in 1.7 s") {
    dsp::PeakMeter meter(48000);
    const float one[] = {-1.0f};
    meter.process(one);
    CHECK(meter.value() == 1);
    meter.process(std::vector<float>(81600));
    CHECK(test::decibels(double{meter.value()}) == doctest::Approx(-20).epsilon(0.001));
    CHECK(meter.highest() == 1);
}

TEST_CASE("a meter reads the same however its samples are cut, and survives samples that are no numbers") {
    auto samples = test::sine(5000, 0.0123);
    samples[100] = std::numeric_limits<float>::quiet_NaN();
    dsp::PeakMeter peak(48000);
    dsp::PeakMeter peakInPieces(48000);
    dsp::RmsMeter mean(48000);
    dsp::RmsMeter meanInPieces(48000);
    peak.process(samples);
    mean.process(samples);
    for (std::size_t first = 0; first < samples.size(); first += 50) {
        peakInPieces.process(std::span(samples).subspan(first, 50));
        meanInPieces.process(std::span(samples).subspan(first, 50));
    }
    CHECK(peak.value() == peakInPieces.value());
    CHECK(mean.value() == meanInPieces.value());
    CHECK(std::isfinite(mean.value()));
    CHECK(peak.highest() > 0.99f);
}

TEST_CASE("an RMS meter shows 0.707 for a full-scale sine and has 63 % of a new level after its time") {
    dsp::RmsMeter meter(48000, 0.3);
    meter.process(test::sine(14400, 997.0 / 48000));
    CHECK(double{meter.value()} * double{meter.value()} == doctest::Approx(0.5 * 0.632).epsilon(0.005));
    meter.process(test::sine(480000, 997.0 / 48000));
    CHECK(meter.value() == doctest::Approx(0.7071).epsilon(0.001));
}
