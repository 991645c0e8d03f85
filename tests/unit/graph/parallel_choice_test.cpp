// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/graph/detail/run/block_forecast.h>
#include <rondo/graph/detail/run/parallel_choice.h>

using rondo::graph::detail::BlockForecast;
using rondo::graph::detail::ParallelChoice;

namespace {

/// Plays blocks of one length whose times are given.
struct Blocks {
    static constexpr std::uint32_t frames = 64;
    static constexpr std::int64_t period = 1'333'333;

    bool play(std::uint32_t items, std::int64_t serial, std::int64_t together) {
        const auto verdict = choice.choose(items, frames, now);
        CHECK(verdict.parallel <= verdict.expected);
        if (verdict.timed)
            choice.measured(verdict.parallel ? together : serial, serial);
        now += period;
        return verdict.parallel;
    }
    /// Returns: how many of `count` blocks were parallel.
    int play(int count, std::uint32_t items, std::int64_t serial, std::int64_t together) {
        int parallel = 0;
        for (int block = 0; block < count; ++block)
            parallel += play(items, serial, together) ? 1 : 0;
        return parallel;
    }
    ParallelChoice choice;
    std::int64_t now = 1;
};

} // namespace

TEST_CASE("work is not shared when it is little, or comes in small pieces, or has no parallel plan") {
    CHECK(Blocks().play(5000, 2, 900, 1) == 0);
    CHECK(Blocks().play(5000, 1000, 100'000, 1) == 0);
    CHECK(Blocks().play(5000, 0, 1'000'000, 1) == 0);
}

TEST_CASE("work is shared for good once it was measured to be faster") {
    Blocks blocks;
    blocks.play(200, 30, 200'000, 110'000);
    CHECK(blocks.play(5000, 30, 200'000, 110'000) == 5000);
}

TEST_CASE("what is slower together is tried ever more seldom") {
    Blocks blocks;
    const auto first = blocks.play(20'000, 30, 200'000, 195'000);
    const auto second = blocks.play(20'000, 30, 200'000, 195'000);
    CHECK(first > 0);
    CHECK(first < 2000);
    CHECK(second < first);
}

TEST_CASE("a gain that ends is given up, and a single slow block is not a reason") {
    Blocks blocks;
    blocks.play(500, 30, 200'000, 110'000);
    for (int block = 0; block < 2000; ++block)
        CHECK(blocks.play(30, 200'000, block % 40 == 0 ? 5'000'000 : 110'000));
    blocks.play(600, 30, 200'000, 220'000);
    CHECK(blocks.play(100, 30, 200'000, 220'000) == 0);
}

TEST_CASE("a worker sleeps until shortly before the next block, and long when none is expected") {
    BlockForecast forecast;
    CHECK(forecast.advise(100, 0).sleepFor == BlockForecast::longest);
    CHECK(forecast.advise(100, 0).spinUntil <= 100);
    constexpr std::int64_t start = 1'000'000'000;
    constexpr std::int64_t period = 1'333'333;
    forecast.expectNext(start, period, 1);
    CHECK(forecast.audioCpu() == 1);
    const auto after = forecast.advise(start + 200'000, start);
    CHECK(after.spinUntil <= start + 200'000);
    CHECK(start + 200'000 + after.sleepFor == start + period - BlockForecast::lead);
    CHECK(forecast.advise(start + 10'000, start).spinUntil == start + BlockForecast::linger);
    CHECK(forecast.advise(start + period - 1000, start).spinUntil == start + period + BlockForecast::late);
    forecast.expectNothing();
    CHECK(forecast.advise(start + 10'000, start).sleepFor == BlockForecast::longest);
}

TEST_CASE("a worker stays awake where blocks follow each other faster than they play") {
    BlockForecast forecast;
    constexpr std::int64_t period = 1'333'333;
    std::int64_t now = 1'000'000'000;
    for (int block = 0; block < 100; ++block, now += 85'000) {
        forecast.expectNext(now, period, 1);
        if (block > 0)
            CHECK(forecast.advise(now + 40'000, 0).spinUntil >= now + 85'000);
    }
    now += period; // one that came late, and from then on in time
    forecast.expectNext(now, period, 1);
    CHECK(forecast.advise(now + 40'000, 0).spinUntil <= now + 40'000);
}

TEST_CASE("a worker of a stream that has paused looks ever more seldom") {
    BlockForecast forecast;
    forecast.expectNext(1'000'000'000, 1'000'000, 0);
    std::int64_t now = 1'001'000'000 + BlockForecast::late;
    std::int64_t before = 0;
    int looks = 0;
    for (; now < 3'000'000'000; ++looks) {
        const auto advice = forecast.advise(now, 0);
        REQUIRE(advice.spinUntil <= now + BlockForecast::glance);
        REQUIRE(advice.sleepFor >= before);
        before = advice.sleepFor;
        now += BlockForecast::glance + advice.sleepFor;
    }
    CHECK(before == BlockForecast::longest);
    CHECK(looks < 60);
}
