// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/dsp/envelope.h>

using namespace rondo;

TEST_CASE("an envelope attacks in its time, decays to its sustain level and ends at 0 exactly") {
    dsp::Envelope envelope(1000, {.attack = 0.1f, .decay = 0.5f, .sustain = 0.25f, .release = 0.2f});
    CHECK(envelope.idle());
    CHECK(envelope.next() == 0);
    envelope.start();
    for (int frame = 0; frame < 50; ++frame)
        envelope.next();
    CHECK(envelope.level() == doctest::Approx(0.5).epsilon(1e-4));
    for (int frame = 0; frame < 51; ++frame)
        envelope.next();
    CHECK(envelope.level() == doctest::Approx(1).epsilon(0.02));
    for (int frame = 0; frame < 500; ++frame)
        envelope.next();
    CHECK(envelope.level() == doctest::Approx(0.25).epsilon(0.01));
    for (int frame = 0; frame < 1000; ++frame)
        envelope.next();
    CHECK(envelope.level() == 0.25f);
    envelope.stop();
    for (int frame = 0; frame < 200; ++frame)
        envelope.next();
    CHECK(envelope.level() == doctest::Approx(0.00025).epsilon(0.05));
    for (int frame = 0; frame < 200; ++frame)
        envelope.next();
    CHECK(envelope.level() == 0);
    CHECK(envelope.idle());
}

TEST_CASE("a second start and a stop at any time go on from the present level") {
    dsp::Envelope envelope(48000, {.attack = 0.01f, .decay = 0.1f, .sustain = 0.5f, .release = 0.5f});
    float before = 0;
    for (int frame = 0; frame < 20000; ++frame) {
        if (frame % 700 == 0)
            envelope.start();
        if (frame % 1100 == 0)
            envelope.stop();
        const float level = envelope.next();
        CHECK(std::abs(level - before) < 0.003f);
        before = level;
    }
}
