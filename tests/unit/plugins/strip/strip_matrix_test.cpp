// SPDX-License-Identifier: MIT
#include <cmath>
#include <doctest/doctest.h>
#include <plugins/strip/core/strip_matrix.h>

using rondo::strip::StripMatrix;
using rondo::strip::StripSettings;

namespace {

void checkMatrix(const StripMatrix& matrix, float ll, float lr, float rl, float rr) {
    CHECK(matrix.gain[0][0] == doctest::Approx(ll));
    CHECK(matrix.gain[0][1] == doctest::Approx(lr));
    CHECK(matrix.gain[1][0] == doctest::Approx(rl));
    CHECK(matrix.gain[1][1] == doctest::Approx(rr));
}

StripMatrix stereo(const StripSettings& settings) { return StripMatrix::of(settings, 2, 2); }

} // namespace

TEST_CASE("neutral settings are exactly the identity") {
    CHECK(stereo({}) == StripMatrix{{{{1, 0}, {0, 1}}}});
    CHECK(StripMatrix::of({}, 1, 1) == StripMatrix{{{{1, 0}, {0, 0}}}});
}

TEST_CASE("trim scales and its lower end is silence") {
    checkMatrix(stereo({.trim = 20}), 10, 0, 0, 10);
    checkMatrix(stereo({.trim = -20}), 0.1f, 0, 0, 0.1f);
    CHECK(stereo({.trim = -60}) == StripMatrix{});
}

TEST_CASE("width narrows to mono and widens to twice the difference") {
    checkMatrix(stereo({.width = 0}), 0.5f, 0.5f, 0.5f, 0.5f);
    checkMatrix(stereo({.width = 200}), 1.5f, -0.5f, -0.5f, 1.5f);
}

TEST_CASE("pan fades the far side of a stereo signal and leaves the near one") {
    checkMatrix(stereo({.pan = -100}), 1, 0, 0, 0);
    CHECK(stereo({.pan = 100}).gain[0][0] == 0);
    checkMatrix(stereo({.pan = 50}), 0.541196f, 0, 0, 1); // sqrt 2 times the cosine of 67.5 degrees
}

TEST_CASE("pan places a mono signal with constant power") {
    for (double pan = -100; pan <= 100; pan += 12.5) {
        const auto gain = StripMatrix::of({.pan = pan}, 1, 2).gain;
        CHECK(gain[0][0] * gain[0][0] + gain[1][0] * gain[1][0] == doctest::Approx(1));
    }
    CHECK(StripMatrix::of({.pan = 70}, 1, 1) == StripMatrix::of({}, 1, 1));
}

TEST_CASE("polarity turns its own input only") {
    checkMatrix(stereo({.phaseLeft = true}), -1, 0, 0, 1);
    checkMatrix(stereo({.phaseRight = true}), 1, 0, 0, -1);
    // The difference of the sides: width 0 of a signal whose right side is turned is half the difference.
    checkMatrix(stereo({.width = 0, .phaseRight = true}), 0.5f, -0.5f, 0.5f, -0.5f);
}

TEST_CASE("mute is silence, and bypass is stronger than everything") {
    CHECK(stereo({.mute = true}) == StripMatrix{});
    const StripSettings wild{
        .trim = 12, .pan = 30, .width = 10, .mute = true, .phaseLeft = true, .bypass = true};
    CHECK(stereo(wild) == stereo({}));
    CHECK(stereo({.mute = true, .bypassedByHost = true}) == stereo({}));
    CHECK(StripMatrix::of(wild, 1, 2) == StripMatrix{{{{1, 0}, {1, 0}}}});
}
