// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/audio/flush_denormals.h>
#include <rondo/dsp/delay_line.h>
#include <rondo/dsp/feedback_delay_network.h>
#include <rondo/dsp/noise.h>
#include <rondo/dsp/one_pole.h>
#include <rondo/dsp/pan_law.h>
#include <support/spectrum.h>

using namespace rondo;

TEST_CASE("a delay line gives back each sample after its frames") {
    dsp::DelayLine line(100);
    for (int frame = 0; frame < 1000; ++frame) {
        line.write(static_cast<float>(frame));
        for (const int delay : {0, 1, 57, 100})
            CHECK(line.read(static_cast<std::uint32_t>(delay)) ==
                  static_cast<float>(std::max(frame - delay, 0)));
    }
    CHECK(line.readBetween(20.25f) == doctest::Approx(999 - 20.25));
    CHECK(line.readBetween(20) == 979);
    CHECK(line.readBetween(1e9f) == 899);
    CHECK(line.readBetween(-5) == 998);
    line.clear();
    CHECK(line.read(57) == 0);
}

TEST_CASE("reading between samples keeps a low sine within -60 dB") {
    dsp::DelayLine line(100);
    double worst = 0;
    for (int frame = 0; frame < 2000; ++frame) {
        const double turns = 0.02;
        line.write(static_cast<float>(std::sin(2 * std::numbers::pi * turns * frame)));
        if (frame > 100)
            worst = std::max(worst, std::abs(double{line.readBetween(31.37f)} -
                                             std::sin(2 * std::numbers::pi * turns * (frame - 31.37))));
    }
    CHECK(worst < 0.001);
}

TEST_CASE("a room decays by 60 dB in the time that was asked for, at any size") {
    const audio::FlushDenormals flush;
    for (const double size : {0.5, 1.0, 2.0})
        for (const double seconds : {0.5, 2.0}) {
            dsp::FeedbackDelayNetwork room(48000, size);
            room.setDecay(seconds, 1e6);
            dsp::Noise noise(7);
            std::vector<float> left;
            for (int frame = 0; frame < 144000; ++frame) {
                const float excitation = frame < 9600 ? noise.next() : 0.0f;
                left.push_back(room.process(excitation, excitation).left);
            }
            const auto at = [&](double time) {
                const auto first = static_cast<std::size_t>((0.25 + time) * 48000);
                return test::decibels(test::rms(std::span(left).subspan(first, 4800)));
            };
            CAPTURE(size);
            CAPTURE(seconds);
            CHECK(at(0) - at(seconds / 2) == doctest::Approx(30).epsilon(0.07));
        }
}

TEST_CASE("a room's tail is different on the two sides and loses its highs first") {
    const audio::FlushDenormals flush;
    dsp::FeedbackDelayNetwork room(48000, 1);
    room.setDecay(3, 3000);
    std::vector<float> left;
    std::vector<float> right;
    double product = 0;
    for (int frame = 0; frame < 96000; ++frame) {
        const float impulse = frame == 0 ? 1.0f : 0.0f;
        const auto sample = room.process(impulse, impulse);
        left.push_back(sample.left);
        right.push_back(sample.right);
        product += double{sample.left} * double{sample.right};
    }
    CHECK(std::abs(product) / 96000 < 0.2 * test::rms(left) * test::rms(right));
    CHECK(test::rms(left) == doctest::Approx(test::rms(right)).epsilon(0.5));
    const auto brightness = [&](std::size_t first) {
        const auto part = std::span(left).subspan(first, 9600);
        double sum = 0;
        for (std::size_t frame = 1; frame < part.size(); ++frame)
            sum += (double{part[frame]} - part[frame - 1]) * (double{part[frame]} - part[frame - 1]);
        return std::sqrt(sum / 9600) / test::rms(part);
    };
    CHECK(brightness(48000) < 0.5 * brightness(2000));
}

TEST_CASE("panning keeps the power and its ends are silent on the far side") {
    for (float position = -1; position <= 1; position += 0.125f) {
        const auto gains = dsp::panConstantPower(position);
        CHECK(gains.left * gains.left + gains.right * gains.right == doctest::Approx(1));
    }
    CHECK(test::decibels(double{dsp::panConstantPower(0).left}) == doctest::Approx(-3.01).epsilon(0.001));
    CHECK(dsp::panConstantPower(-1).right == 0);
    CHECK(dsp::panConstantPower(1).left == 0);
    CHECK(dsp::panConstantPower(5).right == 1);
    CHECK(dsp::balance(0).left == 1);
    CHECK(dsp::balance(0).right == 1);
    CHECK(dsp::balance(-0.5f).left == 1);
    CHECK(dsp::balance(-1).right == 0);
}

TEST_CASE("noise is white, even, without a mean, and the same for the same seed") {
    dsp::Noise noise(42);
    dsp::Noise same(42);
    dsp::Noise other(43);
    std::vector<float> samples(1 << 16);
    double product = 0;
    double neighbours = 0;
    for (auto& sample : samples) {
        sample = noise.next();
        CHECK(sample == same.next());
        product += double{sample} * double{other.next()};
    }
    for (std::size_t frame = 1; frame < samples.size(); ++frame)
        neighbours += double{samples[frame]} * samples[frame - 1];
    CHECK(test::peak(samples) <= 1);
    CHECK(test::peak(samples) > 0.999);
    CHECK(std::abs(test::mean(samples)) < 0.01);
    CHECK(test::rms(samples) == doctest::Approx(1 / std::sqrt(3.0)).epsilon(0.01));
    CHECK(std::abs(neighbours) / 65536 < 0.005);
    CHECK(std::abs(product) / 65536 < 0.005);
}

TEST_CASE("a one-pole low-pass is 3 dB down at its cutoff and the DC blocker takes the mean away") {
    dsp::OnePoleLowPass low;
    low.setCutoff(0.01);
    auto samples = test::sine(20000, 0.01);
    for (auto& sample : samples)
        sample = low.process(sample);
    CHECK(test::decibels(test::amplitudeAt(std::span(samples).subspan(4000), 0.01)) ==
          doctest::Approx(-3.01).epsilon(0.02));
    dsp::DcBlocker blocker;
    blocker.setCutoff(0.001);
    float last = 1;
    for (int frame = 0; frame < 10000; ++frame)
        last = blocker.process(1);
    CHECK(std::abs(last) < 1e-6f);
}
