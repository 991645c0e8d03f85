// SPDX-License-Identifier: MIT
#include <support/click_meter.h>
#include <support/spectrum.h>

#include <doctest/doctest.h>

using namespace rondo::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t frames = 4800, edit = 2405;

/// Two channels of a sine of 1 kHz, of which tests spoil the second. A phase of 0 crosses zero at `edit`.
Render sines(double phase = 0, float amplitude = 0.5f) {
    Render render(2, sine(frames, 1000.0 / 48000, phase - 1000.0 / 48000 * edit));
    for (auto& samples : render)
        for (float& sample : samples)
            sample *= amplitude;
    return render;
}

/// From the first to the second, beginning at `edit`.
Render faded(const Render& from, const Render& to, std::size_t length) {
    auto render = from;
    for (std::size_t frame = edit; frame < frames; ++frame) {
        const double place = std::min(1.0, static_cast<double>(frame - edit) / static_cast<double>(length));
        const auto share = static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * place));
        render[1][frame] = (1 - share) * from[1][frame] + share * to[1][frame];
    }
    return render;
}

double levelOf(double amplitude) { return 20 * std::log10(amplitude); }

} // namespace

TEST_CASE("a signal does not click against itself, nor a softer one") {
    CHECK(clickLevel(sines(), sines()) == -infinity);
    CHECK(clickLevel(sines(0, 0.25f), sines()) < -120);
}

TEST_CASE("a step is measured by its height, wherever in the period it is") {
    for (const double phase : {0.0, 0.1, 0.25, 0.6, 0.75})
        for (const float height : {1e-4f, 1e-2f}) {
            auto stepped = sines(phase);
            for (std::size_t frame = edit; frame < frames; ++frame)
                stepped[1][frame] += height;
            CHECK(clickLevel(stepped, sines(phase)) == doctest::Approx(levelOf(height)).epsilon(0.01));
        }
}

TEST_CASE("a cut to another phase, a dropped frame, a zeroed block and a turned sign click") {
    const auto found = [](auto spoil) {
        auto spoilt = sines(0.1);
        spoil(spoilt[1]);
        return clickLevel(spoilt, sines(0.1), sines(0.35));
    };
    const auto at = [](std::vector<float>& samples) {
        return samples.begin() + static_cast<std::ptrdiff_t>(edit);
    };
    CHECK(found([&](auto& samples) { std::copy_n(sines(0.35)[1].begin() + edit, 100, at(samples)); }) > -20);
    CHECK(found([&](auto& samples) { samples.insert(samples.end() - 1, *samples.erase(at(samples))); }) > -40);
    CHECK(found([&](auto& samples) { std::fill_n(at(samples), 64, 0.0f); }) > -20);
    CHECK(found([&](auto& samples) {
              std::for_each(at(samples), samples.end(), [](float& sample) { sample = -sample; });
          }) > -20);
}

TEST_CASE("within half a period a fade does not click, and a fast one does") {
    for (const auto& after : {sines(0, 0.25f), sines(0, 1), sines(0.25), sines(0.5)}) {
        CHECK(clickLevel(faded(sines(), after, 960), sines(), after, 24) < -80);
        CHECK(clickLevel(faded(sines(), after, 8), sines(), after, 24) > -60);
    }
}

TEST_CASE("without reach the slope of a fade shows, the softer the longer it is") {
    for (const auto& after : {sines(0, 0.25f), sines(0, 1), sines(0.25), sines(0.5)}) {
        const double fast = clickLevel(faded(sines(), after, 240), sines(), after);
        const double slow = clickLevel(faded(sines(), after, 1920), sines(), after);
        CHECK(fast > -70);
        CHECK(slow < fast - 12);
    }
}

TEST_CASE("reach ends where it says") {
    const Render flat(1, std::vector<float>(100));
    auto bent = flat, later = flat;
    bent[0][50] = 0.5f;
    later[0][60] = 0.5f; // bends at 59, 60, 61
    CHECK(clickLevel(bent, later, later, 9) == doctest::Approx(levelOf(0.5)));
    CHECK(clickLevel(bent, later, later, 10) == -infinity);
    CHECK(clickLevel(later, bent, bent, 9) == doctest::Approx(levelOf(0.5)));
    CHECK(clickLevel(later, bent, bent, 1000) == -infinity);
}

TEST_CASE("a change of level is a click only to one who was not told of it") {
    const auto louder = sines(0, 1);
    CHECK(clickLevel(louder, sines(), louder) == -infinity);
    CHECK(clickLevel(louder, sines()) > -50);
}

TEST_CASE("what is no number clicks without limit") {
    for (const std::size_t frame : {std::size_t{0}, edit, frames - 1}) {
        auto spoilt = sines();
        spoilt[1][frame] = std::numeric_limits<float>::quiet_NaN();
        CHECK(clickLevel(spoilt, sines()) == infinity);
    }
}

TEST_CASE("renders of different size cannot be compared") {
    auto shorter = sines();
    shorter[1].pop_back();
    CHECK_THROWS_AS(clickLevel(shorter, sines()), std::invalid_argument);
    CHECK_THROWS_AS(clickLevel(sines(), sines(), shorter), std::invalid_argument);
    CHECK_THROWS_AS(clickLevel({}, sines()), std::invalid_argument);
    CHECK(clickLevel(Render(1), Render(1)) == -infinity);
}
