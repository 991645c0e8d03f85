// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/graph/detail/span_plan.h>
#include <set>
#include <utility>

using namespace rondo::graph::detail;

namespace {

void play(StrideChoice& choice, std::int64_t blockTime, std::uint32_t blocks = StrideChoice::window) {
    for (std::uint32_t block = 0; block < blocks; ++block)
        choice.blockTook(blockTime);
}

} // namespace

TEST_CASE("over stride times four blocks a plan times each step of each span by itself exactly once") {
    constexpr std::uint32_t spans = 7;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    SpanPlan plan{16, 12345};
    std::size_t singles = 0;
    for (std::uint32_t block = 0; block < 16 * SpanPlan::spansPerSingle; ++block, ++plan.turn)
        for (std::uint32_t span = 0; span < spans; ++span)
            if (const auto single = plan.single(span); single != SpanPlan::none) {
                CHECK(single < 16);
                seen.emplace(span, single);
                ++singles;
            }
    CHECK(seen.size() == spans * 16);
    CHECK(singles == seen.size());
}

TEST_CASE("timing costs at most its share of the block, and steps that are long are timed one by one") {
    for (const std::int64_t step : {3, 8, 50, 200, 1000, 1600}) {
        CAPTURE(step);
        StrideChoice choice(1 << 20);
        choice.restart(1000);
        play(choice, step * 1000);
        CHECK(StrideChoice::cost / choice.stride() <= StrideChoice::share * static_cast<double>(step) * 1.001);
        CHECK(choice.stride() <= 8 * StrideChoice::cost / (StrideChoice::share * static_cast<double>(step)));
    }
    StrideChoice choice(1 << 20);
    choice.restart(1000);
    play(choice, 1000 * 3000);
    CHECK(choice.stride() == 1);
}

TEST_CASE("one slow block among many does not change the stride") {
    StrideChoice choice(1 << 20);
    choice.restart(100);
    play(choice, 100 * 50);
    const auto before = choice.stride();
    choice.blockTook(1'000'000'000);
    play(choice, 100 * 50, StrideChoice::window - 1);
    CHECK(choice.stride() == before);
}

TEST_CASE("a graph of many steps makes no more spans a block than it may, from its first block on") {
    StrideChoice choice(50);
    choice.restart(100'000);
    CHECK(100'000 / choice.stride() < 50);
    play(choice, std::int64_t{100'000} * 5000);
    CHECK(100'000 / choice.stride() < 50);
    choice.restart(10);
    play(choice, 10 * 5000);
    CHECK(choice.stride() == 1);
}

TEST_CASE("a graph without steps and blocks without time are no trouble") {
    StrideChoice choice(0);
    choice.restart(0);
    play(choice, 0);
    play(choice, -5);
    CHECK(choice.stride() >= 1);
}
