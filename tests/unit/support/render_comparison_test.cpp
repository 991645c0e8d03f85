// SPDX-License-Identifier: MIT
#include <support/render_comparison.h>

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <utility>

using namespace rondo::test;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Two channels of different noise.
Render noise() {
    Render render(2);
    std::uint32_t state = 1;
    for (auto& samples : render)
        for (int frame = 0; frame < 1000; ++frame) {
            state = state * 1664525 + 1013904223;
            samples.push_back(static_cast<float>(state >> 8) * 0x1p-23f - 1);
        }
    return render;
}

} // namespace

TEST_CASE("a render is the same as its copy") {
    const auto found = compareRenders(noise(), noise());
    CHECK(found.same);
    CHECK(found.largest == -infinity);
    CHECK(found.text() == "the renders are the same");
    CHECK(compareRenders({}, {}).same);
}

TEST_CASE("one bit of one sample is found, with its place and size") {
    auto other = noise();
    other[1][700] = 0.5f;
    auto one = other;
    one[1][700] = std::nextafter(0.5f, 1.0f);
    const auto found = compareRenders(one, other);
    CHECK_FALSE(found.same);
    CHECK(found.frame == 700);
    CHECK(found.channel == 1);
    CHECK(found.largest == doctest::Approx(20 * std::log10(0x1p-24)));
    CHECK(found.text().find("frame 700, channel 1") != std::string::npos);
}

TEST_CASE("the sign of a zero is a difference, of no size") {
    auto one = noise(), other = one;
    one[0][3] = 0.0f;
    other[0][3] = -0.0f;
    const auto found = compareRenders(one, other);
    CHECK_FALSE(found.same);
    CHECK(found.frame == 3);
    CHECK(found.largest == -infinity);
}

TEST_CASE("the first difference is the earliest frame of all channels, the largest is any") {
    auto other = noise();
    other[0][500] = 2;
    other[1][20] += 0.25f;
    const auto found = compareRenders(noise(), other);
    CHECK(found.frame == 20);
    CHECK(found.channel == 1);
    CHECK(found.largest == doctest::Approx(20 * std::log10(2 - double{noise()[0][500]})));
}

TEST_CASE("a shift by one frame is found") {
    auto other = noise();
    for (auto& samples : other) {
        samples.insert(samples.begin(), 0.0f);
        samples.pop_back();
    }
    const auto found = compareRenders(noise(), other);
    CHECK_FALSE(found.same);
    CHECK(found.frame == 0);
    CHECK(found.largest > -6);
}

TEST_CASE("swapped channels are found") {
    auto other = noise();
    std::swap(other[0], other[1]);
    CHECK_FALSE(compareRenders(noise(), other).same);
}

TEST_CASE("what is no number is never right, even where both renders hold it") {
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        auto one = noise();
        one[0][42] = bad;
        for (const auto& found :
             {compareRenders(one, noise()), compareRenders(noise(), one), compareRenders(one, one)}) {
            CHECK_FALSE(found.same);
            CHECK(found.frame == 42);
            CHECK(found.largest == infinity);
        }
    }
}

TEST_CASE("a truncated channel and a missing one are found, whichever render is the shorter") {
    auto truncated = noise();
    truncated[1].resize(999);
    auto missing = noise();
    missing.pop_back();
    auto empty = noise();
    empty.emplace_back();
    for (const bool swapped : {false, true}) {
        const auto compare = [&](const Render& other) {
            return swapped ? compareRenders(other, noise()) : compareRenders(noise(), other);
        };
        CHECK_FALSE(compare(truncated).same);
        CHECK(compare(truncated).frame == 999);
        CHECK(compare(truncated).channel == 1);
        CHECK(compare(truncated).largest == infinity);
        CHECK_FALSE(compare(missing).same);
        CHECK(compare(missing).frame == 0);
        CHECK(compare(missing).channel == 1);
        CHECK_FALSE(compare(empty).same);
        CHECK(compare(empty).channel == 2);
    }
}
