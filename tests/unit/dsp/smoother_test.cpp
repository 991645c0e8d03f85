// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/dsp/smoother.h>

using namespace rondo;

TEST_CASE("a linear smoother takes its frames, moves in equal steps and ends on the target exactly") {
    dsp::LinearSmoother smoother(0.0f, 7);
    smoother.setTarget(0.3f);
    float before = 0;
    for (int frame = 1; frame <= 7; ++frame) {
        CHECK(smoother.moving());
        const float value = smoother.next();
        CHECK(value - before == doctest::Approx(0.3 / 7).epsilon(1e-4));
        before = value;
    }
    CHECK_FALSE(smoother.moving());
    CHECK(smoother.current() == 0.3f);
    CHECK(smoother.next() == 0.3f);
}

TEST_CASE("a linear smoother changes its mind without a jump") {
    dsp::LinearSmoother smoother(1.0f, 10);
    smoother.setTarget(2.0f);
    for (int frame = 0; frame < 5; ++frame)
        smoother.next();
    smoother.setTarget(1.0f);
    CHECK(smoother.next() == doctest::Approx(1.45));
    for (int frame = 0; frame < 9; ++frame)
        smoother.next();
    CHECK(smoother.current() == 1.0f);
}

TEST_CASE("a linear smoother without frames jumps") {
    dsp::LinearSmoother smoother(1.0f, 0);
    smoother.setTarget(5.0f);
    CHECK(smoother.current() == 5.0f);
    CHECK_FALSE(smoother.moving());
}

TEST_CASE("a one-pole smoother covers 63 % in its time and ends on the target exactly") {
    dsp::OnePoleSmoother smoother(0.0f, 100);
    smoother.setTarget(1.0f);
    for (int frame = 0; frame < 100; ++frame)
        smoother.next();
    CHECK(smoother.current() == doctest::Approx(0.632).epsilon(0.001));
    for (int frame = 0; frame < 2000; ++frame)
        smoother.next();
    CHECK(smoother.current() == 1.0f);
    CHECK_FALSE(smoother.moving());
    smoother.setTarget(-3.7e-5f);
    for (int frame = 0; frame < 2000; ++frame)
        smoother.next();
    CHECK(smoother.current() == -3.7e-5f);
}
