// SPDX-License-Identifier: MIT
#include "loudness_reference.h"

#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <rondo/dsp/loudness_meter.h>
#include <rondo/dsp/noise.h>
#include <support/seed.h>
#include <support/spectrum.h>

using namespace rondo;

namespace {

using Channels = std::vector<std::vector<float>>;

audio::ConstAudioBlock blockOf(const Channels& channels, std::vector<const float*>& pointers) {
    pointers.clear();
    for (const auto& channel : channels)
        pointers.push_back(channel.data());
    return {pointers.data(), static_cast<std::uint32_t>(channels.size()),
            static_cast<std::uint32_t>(channels[0].size())};
}

void feed(dsp::LoudnessMeter& meter, const Channels& channels) {
    std::vector<const float*> pointers;
    meter.process(blockOf(channels, pointers));
}

std::vector<double> weightsOf(std::uint32_t count) {
    std::vector<double> weights;
    for (std::uint32_t channel = 0; channel < count; ++channel)
        weights.push_back(dsp::LoudnessMeter::weight(channel, count));
    return weights;
}

/// A sine that goes on through changes of its level; what EBU Tech 3341 makes its signals of.
class Tone {
public:
    /// `frequency` is a whole number, so that each second is the same.
    explicit Tone(double rate, double frequency = 1000)
        : second_(test::sine(static_cast<std::size_t>(rate), frequency / rate)) {}
    /// Returns: so many seconds with the peak at `level` dBFS.
    std::vector<float> operator()(double seconds, double level) {
        const auto rate = static_cast<double>(second_.size());
        std::vector<float> samples(static_cast<std::size_t>(std::lround(seconds * rate)));
        const auto amplitude = static_cast<float>(std::pow(10, level / 20));
        for (auto& sample : samples) {
            sample = amplitude * second_[at_];
            at_ = at_ + 1 < second_.size() ? at_ + 1 : 0;
        }
        return samples;
    }
    Channels stereo(double seconds, double level) { return Channels(2, (*this)(seconds, level)); }

private:
    std::vector<float> second_;
    std::size_t at_ = 0;
};

/// Feeds by 10 ms, and calls `each` after every one of them.
template <class Each>
void feedSlowly(dsp::LoudnessMeter& meter, const Channels& channels, double rate, Each each) {
    std::vector<const float*> pointers;
    const auto block = blockOf(channels, pointers);
    const auto step = static_cast<std::uint32_t>(rate / 100);
    for (std::uint32_t done = 0; done + step <= block.frameCount(); done += step) {
        meter.process(block.frames(done, step));
        each();
    }
}

constexpr double nothing = -400;
constexpr double rates[] = {44100, 48000, 96000, 192000};

void checkNear(double value, double expected, double tolerance = 0.1) {
    CAPTURE(value);
    CAPTURE(expected);
    CHECK(std::abs(value - expected) <= tolerance);
}

/// Bursts of music-like noise at levels from silence to loud.
Channels programme(std::uint64_t seed, std::uint32_t channels, std::size_t frames) {
    std::mt19937_64 numbers(seed);
    dsp::Noise noise(seed);
    Channels samples(channels, std::vector<float>(frames));
    for (auto& channel : samples) {
        float level = 0;
        float low = 0;
        for (std::size_t frame = 0; frame < frames; ++frame) {
            if (frame % 3000 == 0)
                level = numbers() % 5 == 0 ? 0.0f : std::pow(10.0f, -static_cast<float>(numbers() % 60) / 20);
            low += 0.2f * (noise.next() - low);
            channel[frame] = level * low;
        }
    }
    return samples;
}

void checkAgainstReference(double rate, const Channels& channels) {
    const auto count = static_cast<std::uint32_t>(channels.size());
    dsp::LoudnessMeter meter(rate, count);
    feed(meter, channels);
    test::LoudnessReference expected(rate, weightsOf(count));
    expected.feed(channels);
    checkNear(meter.momentary(), expected.momentary(), 0.002);
    checkNear(meter.shortTerm(), expected.shortTerm(), 0.002);
    checkNear(meter.highestMomentary(), expected.highestMomentary(), 0.002);
    checkNear(meter.highestShortTerm(), expected.highestShortTerm(), 0.002);
    checkNear(meter.integrated(), expected.integrated(), 0.02);
}

} // namespace

TEST_CASE("at 48 kHz the weighting has the factors of BS.1770-4, tables 1 and 2") {
    const auto weighting = dsp::detail::KWeighting::make(48000);
    const double expected[] = {
        1.53512485958697,  -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585, 1, -2, 1,
        -1.99004745483398, 0.99007225036621};
    const auto& [shelf, pass] = weighting;
    const double found[] = {shelf.b0, shelf.b1, shelf.b2, shelf.a1, shelf.a2,
                            pass.b0,  pass.b1,  pass.b2,  pass.a1,  pass.a2};
    for (std::size_t factor = 0; factor < 10; ++factor)
        checkNear(found[factor], expected[factor], 1e-12);
}

TEST_CASE("Tech 3341, cases 1 and 2: a steady tone reads its level in all three windows") {
    for (const double rate : rates)
        for (const double level : {-23.0, -33.0}) {
            CAPTURE(rate);
            dsp::LoudnessMeter meter(rate, 2);
            feed(meter, Tone(rate).stereo(20, level));
            checkNear(meter.momentary(), level);
            checkNear(meter.shortTerm(), level);
            checkNear(meter.integrated(), level);
        }
}

TEST_CASE("Tech 3341, cases 3 to 5: both gates leave out what is not the programme") {
    struct Part {
        double seconds, level;
    };
    const std::vector<Part> cases[] = {{{10, -36}, {60, -23}, {10, -36}},
                                       {{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}},
                                       {{20, -26}, {20.1, -20}, {20, -26}}};
    for (const double rate : rates)
        for (const auto& parts : cases) {
            CAPTURE(rate);
            CAPTURE(parts.size());
            dsp::LoudnessMeter meter(rate, 2);
            Tone tone(rate);
            for (const auto& [seconds, level] : parts)
                feed(meter, tone.stereo(seconds, level));
            checkNear(meter.integrated(), -23);
        }
}

TEST_CASE("Tech 3341, case 6: surrounds count more, with and without a channel for effects") {
    for (const double rate : rates) {
        CAPTURE(rate);
        const auto level = [&](double decibels) { return Tone(rate)(20, decibels); };
        dsp::LoudnessMeter five(rate, 5);
        feed(five, {level(-28), level(-28), level(-24), level(-30), level(-30)});
        checkNear(five.integrated(), -23);
        dsp::LoudnessMeter six(rate, 6);
        feed(six, {level(-28), level(-28), level(-24), level(0), level(-30), level(-30)});
        CHECK(six.integrated() == five.integrated());
    }
}

TEST_CASE("Tech 3341, cases 9 and 12: short-term and momentary stand still on what repeats in their window") {
    for (const double rate : rates) {
        CAPTURE(rate);
        const auto spread = [&](double loud, double soft, int turns, double settled, auto value) {
            dsp::LoudnessMeter meter(rate, 2);
            Tone tone(rate);
            double lowest = 0;
            double highest = -200;
            for (int turn = 0; turn < turns; ++turn)
                for (const auto& part : {tone.stereo(loud, -20), tone.stereo(soft, -30)})
                    feedSlowly(meter, part, rate, [&] {
                        if (static_cast<double>(meter.measuredFrames()) < settled * rate)
                            return;
                        lowest = std::min(lowest, value(meter));
                        highest = std::max(highest, value(meter));
                    });
            checkNear(lowest, -23);
            checkNear(highest, -23);
        };
        spread(1.34, 1.66, 5, 3, [](const auto& meter) { return meter.shortTerm(); });
        spread(0.18, 0.22, 25, 1, [](const auto& meter) { return meter.momentary(); });
    }
}

TEST_CASE("Tech 3341, cases 10 and 13: the maxima find a tone wherever it begins") {
    for (const double rate : rates)
        for (int number = 1; number <= 20; ++number) {
            CAPTURE(rate);
            CAPTURE(number);
            const auto play = [&](double silence, double seconds) {
                dsp::LoudnessMeter meter(rate, 2);
                Tone tone(rate);
                feed(meter, tone.stereo(silence * number, nothing));
                feed(meter, tone.stereo(seconds, -23));
                feed(meter, tone.stereo(1, nothing));
                return meter;
            };
            checkNear(play(0.15, 3).highestShortTerm(), -23);
            checkNear(play(0.02, 0.4).highestMomentary(), -23);
        }
}

TEST_CASE("Tech 3341, cases 11 and 14: the maxima follow tones that grow louder") {
    for (const double rate : rates) {
        CAPTURE(rate);
        dsp::LoudnessMeter longer(rate, 2);
        dsp::LoudnessMeter shorter(rate, 2);
        Tone tone(rate);
        for (int number = 1; number <= 20; ++number) {
            CAPTURE(number);
            feed(longer, tone.stereo(0.15 * number, nothing));
            feed(longer, tone.stereo(3, -38.0 + number));
            feed(longer, tone.stereo(3 - 0.15 * number, nothing));
            checkNear(longer.highestShortTerm(), -38.0 + number);
            feed(shorter, tone.stereo(0.02 * number, nothing));
            feed(shorter, tone.stereo(0.4, -38.0 + number));
            feed(shorter, tone.stereo(0.4 - 0.02 * number, nothing));
            checkNear(shorter.highestMomentary(), -38.0 + number);
        }
    }
}

TEST_CASE("programmes read what the recommendation written out plainly says, at every rate and width") {
    const auto seed = test::toldSeed();
    for (const double rate : {8000.0, 11025.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0, 384000.0})
        for (const std::uint32_t channels : {1u, 2u, 5u, 6u, 8u}) {
            CAPTURE(rate);
            CAPTURE(channels);
            const auto seconds = rate > 50000 ? 3.3 : 12.345;
            checkAgainstReference(rate, programme(seed, channels, static_cast<std::size_t>(seconds * rate)));
        }
}

TEST_CASE("the weighting is the same at every rate: tones read alike from 8 to 384 kHz") {
    for (const double frequency : {30.0, 100.0, 500.0, 1000.0}) {
        const auto reading = [&](double rate) {
            dsp::LoudnessMeter meter(rate, 1);
            feed(meter, {Tone(rate, frequency)(1.5, -10)});
            return meter.momentary();
        };
        const double expected = reading(48000);
        for (const double rate : {8000.0, 44100.0, 96000.0, 192000.0, 384000.0}) {
            CAPTURE(frequency);
            CAPTURE(rate);
            checkNear(reading(rate), expected, rate < 44100 ? 0.25 : 0.02);
        }
    }
}

TEST_CASE("the readings do not depend on how the stream is cut, nor on where a reset falls in a block") {
    const auto seed = test::toldSeed();
    std::mt19937_64 numbers(seed);
    for (int turn = 0; turn < 8; ++turn) {
        const auto channels = 1 + static_cast<std::uint32_t>(numbers() % 9);
        const double rate = turn % 2 == 0 ? 48000 : 22050;
        const auto samples = programme(numbers(), channels, 200000);
        const auto resetAt = static_cast<std::uint32_t>(numbers() % 150000);
        std::vector<const float*> pointers;
        const auto block = blockOf(samples, pointers);
        const auto run = [&](auto nextBlock) {
            dsp::LoudnessMeter meter(rate, channels);
            for (std::uint32_t done = 0; done < block.frameCount();) {
                if (done == resetAt)
                    meter.reset();
                const auto end = done < resetAt ? resetAt : block.frameCount();
                const auto count = std::min<std::uint32_t>(nextBlock(), end - done);
                meter.process(block.frames(done, count));
                done += count;
            }
            CHECK(meter.measuredFrames() == 200000 - resetAt);
            return std::vector{meter.momentary(), meter.shortTerm(), meter.integrated(),
                               meter.highestMomentary(), meter.highestShortTerm()};
        };
        const auto expected = run([] { return 1000000u; });
        CHECK(expected[2] > -60);
        for (const std::uint32_t size : {1u, 64u, 480u, 4096u})
            CHECK(run([=] { return size; }) == expected);
        CHECK(run([&] { return static_cast<std::uint32_t>(1 + numbers() % 700); }) == expected);
    }
}

TEST_CASE("a reset begins anew at its frame as a new meter does; momentary and short-term go on") {
    constexpr double rate = 48000;
    dsp::LoudnessMeter meter(rate, 2);
    feed(meter, Tone(rate).stereo(5.1234, -5));
    const double momentary = meter.momentary();
    meter.reset();
    CHECK(meter.momentary() == momentary);
    checkNear(meter.shortTerm(), -5);
    CHECK(meter.integrated() == -144);
    CHECK(meter.highestMomentary() == -144);
    CHECK(meter.highestShortTerm() == -144);
    CHECK(meter.measuredFrames() == 0);
    feed(meter, Channels(2, std::vector<float>(48240))); // the filters forget
    meter.reset();
    dsp::LoudnessMeter fresh(rate, 2);
    const auto samples = programme(3, 2, 200000);
    feed(meter, samples);
    feed(fresh, samples);
    checkNear(meter.integrated(), fresh.integrated(), 1e-9);
    checkNear(meter.highestMomentary(), fresh.highestMomentary(), 1e-9);
    checkNear(meter.highestShortTerm(), fresh.highestShortTerm(), 1e-9);
    CHECK(meter.measuredFrames() == 200000);
}

TEST_CASE("the momentary window is unaware of resets at awkward frames") {
    const auto samples = programme(4, 1, 96000);
    dsp::LoudnessMeter plain(48000, 1);
    dsp::LoudnessMeter reset(48000, 1);
    std::vector<const float*> pointers;
    const auto block = blockOf(samples, pointers);
    for (std::uint32_t done = 0; done < 96000; done += 60) {
        plain.process(block.frames(done, 60));
        reset.process(block.frames(done, 60));
        if (done % 180 == 0)
            reset.reset();
        checkNear(reset.momentary(), plain.momentary(), 1e-9);
        checkNear(reset.shortTerm(), plain.shortTerm(), 1e-9);
    }
    CHECK(reset.highestMomentary() == -144); // no step was ever complete
    CHECK(plain.highestMomentary() > -60);
}

TEST_CASE("silence, and what is softer than -70 LUFS, has no integrated loudness") {
    dsp::LoudnessMeter meter(48000, 2);
    CHECK(meter.momentary() == dsp::LoudnessMeter::silence);
    feed(meter, Channels(2, std::vector<float>(48000 * 4)));
    CHECK(meter.momentary() == dsp::LoudnessMeter::silence);
    CHECK(meter.highestShortTerm() == dsp::LoudnessMeter::silence);
    Tone tone(48000);
    feed(meter, tone.stereo(4, -70.2));
    checkNear(meter.momentary(), -70.2);
    CHECK(meter.integrated() == dsp::LoudnessMeter::silence);
    feed(meter, tone.stereo(4, -69.8));
    checkNear(meter.integrated(), -69.8);
}

TEST_CASE("there is an integrated loudness after the first whole block of 400 ms, and none before") {
    dsp::LoudnessMeter meter(48000, 2);
    Tone tone(48000);
    feed(meter, tone.stereo(0.3999, -20));
    CHECK(meter.integrated() == dsp::LoudnessMeter::silence);
    feed(meter, tone.stereo(0.0001, -20));
    checkNear(meter.integrated(), -20);
}

TEST_CASE("the relative gate stands 10 LU below the mean of what the absolute one let pass") {
    // So long that the blocks on the border do not count; the mean of the two is 2.9 dB below the louder.
    for (const double softer : {12.6, 13.4}) {
        CAPTURE(softer);
        dsp::LoudnessMeter meter(48000, 1);
        Tone tone(48000);
        feed(meter, {tone(60, -20)});
        feed(meter, {tone(60, -20 - softer)});
        const double share = (1 + std::pow(10, -softer / 10)) / 2;
        const double loud = -20 - 3.01;
        checkNear(meter.integrated(), softer < 13 ? loud + 10 * std::log10(share) : loud);
    }
}

TEST_CASE("blocks in the bin of the relative gate pass or not, as the gate stands to them") {
    // As many loud ones of 1 as soft ones: at this power the soft ones lie on the gate of both.
    constexpr double border = 0.05 / 0.95;
    dsp::detail::GatedMean gated(border / (1024 * (1 + 100.5 / 512))); // so that it lies amid a bin
    for (const double share : {0.9999, 1.0001}) {
        CAPTURE(share);
        gated.reset();
        CHECK(gated.value() == 0);
        for (int block = 0; block < 1000; ++block) {
            gated.add(1);
            gated.add(border * share);
        }
        checkNear(gated.value(), share < 1 ? 1 : (1 + border * share) / 2, 1e-9);
    }
}

TEST_CASE("the weighting rings down to nothing at all, and through no denormals") {
    for (const double rate : {8000.0, 48000.0, 384000.0}) {
        CAPTURE(rate);
        dsp::detail::KWeightedEnergy energy(rate, std::vector<double>{1.0});
        std::vector<float> samples(static_cast<std::size_t>(rate / 100));
        const float* const channels[] = {samples.data()};
        const audio::ConstAudioBlock block(channels, 1, static_cast<std::uint32_t>(samples.size()));
        samples[0] = 1;
        double least = 1;
        for (int step = 0; step < 100; ++step) {
            energy.process(block);
            energy.settle();
            if (const double found = energy.take(); found > 0)
                least = std::min(least, found);
            samples[0] = 0;
        }
        CHECK(least > 1e-150);
        energy.process(block);
        CHECK(energy.take() == 0);
    }
}

TEST_CASE("hours of signal read what all their blocks say") {
    const auto seed = test::toldSeed();
    std::mt19937_64 numbers(seed);
    constexpr double rate = 8000;
    const auto part = programme(seed, 1, 8000 * 60);
    dsp::LoudnessMeter meter(rate, 1);
    test::LoudnessReference expected(rate, {1.0});
    for (int minute = 0; minute < 3 * 60; ++minute) {
        auto now = part;
        const float level = std::pow(10.0f, -static_cast<float>(numbers() % 40) / 20);
        for (auto& sample : now[0])
            sample *= level;
        feed(meter, now);
        expected.feed(now);
    }
    checkNear(meter.integrated(), expected.integrated(), 0.02);
    checkNear(meter.highestShortTerm(), expected.highestShortTerm(), 0.002);
    CHECK(meter.measuredFrames() == 3 * 3600 * 8000);
}

TEST_CASE("samples that are no numbers or infinite count as silence") {
    const auto clean = programme(7, 3, 100000);
    auto holes = clean;
    auto poisoned = clean;
    const float poisons[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity()};
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t frame = channel; frame < 100000; frame += 997) {
            holes[channel][frame] = 0;
            poisoned[channel][frame] = poisons[frame % 3];
        }
    dsp::LoudnessMeter expected(48000, 3);
    dsp::LoudnessMeter found(48000, 3);
    feed(expected, holes);
    feed(found, poisoned);
    CHECK(found.integrated() == expected.integrated());
    CHECK(found.momentary() == expected.momentary());
    CHECK(found.highestShortTerm() > -60);
}

TEST_CASE("the largest samples there are read a number, and leave nothing behind") {
    dsp::LoudnessMeter meter(48000, 2);
    Channels huge(2, std::vector<float>(48000, std::numeric_limits<float>::max()));
    for (std::size_t frame = 0; frame < 48000; frame += 2)
        huge[0][frame] = huge[1][frame] = std::numeric_limits<float>::lowest();
    feed(meter, huge);
    CHECK(meter.momentary() > 700);
    CHECK(meter.integrated() > 700);
    CHECK(std::isfinite(meter.highestMomentary()));
    feed(meter, Channels(2, std::vector<float>(48000 * 4)));
    CHECK(meter.momentary() == dsp::LoudnessMeter::silence);
    CHECK(meter.shortTerm() == dsp::LoudnessMeter::silence);
    meter.reset();
    feed(meter, Tone(48000).stereo(4, -30));
    checkNear(meter.integrated(), -30);
}

TEST_CASE("a channel counts by its place in the layout that its number of channels means") {
    const std::vector<std::vector<double>> layouts{{1},
                                                   {1, 1},
                                                   {1, 1, 1},
                                                   {1, 1, 1.41, 1.41},
                                                   {1, 1, 1, 1.41, 1.41},
                                                   {1, 1, 1, 0, 1.41, 1.41},
                                                   {1, 1, 1, 0, 1, 1.41, 1.41},
                                                   {1, 1, 1, 0, 1, 1, 1.41, 1.41},
                                                   std::vector<double>(9, 1)};
    for (const auto& layout : layouts)
        CHECK(weightsOf(static_cast<std::uint32_t>(layout.size())) == layout);
    // And is measured so, whichever channels lie beside it.
    for (const auto& layout : layouts)
        for (std::size_t channel = 0; channel < layout.size(); ++channel) {
            dsp::LoudnessMeter meter(48000, static_cast<std::uint32_t>(layout.size()));
            Channels samples(layout.size(), std::vector<float>(48000));
            samples[channel] = Tone(48000)(1, -20);
            feed(meter, samples);
            checkNear(meter.momentary(), std::max(-23.01 + 10 * std::log10(layout[channel]), -144.0), 0.02);
        }
    dsp::LoudnessMeter given(48000, std::vector<double>{0.0, 0.25});
    feed(given, {Tone(48000)(1, 0), Tone(48000)(1, -20)});
    checkNear(given.momentary(), -23.01 - 6.02, 0.02);
}
