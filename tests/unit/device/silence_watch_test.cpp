// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <rondo/device/detail/silence_watch.h>

using namespace std::chrono_literals;
using rondo::device::detail::SilenceWatch;
using Verdict = SilenceWatch::Verdict;

namespace {

/// Looks at a silent stream until the verdict is `wanted`; how long it was silent then.
std::chrono::milliseconds silenceUntil(SilenceWatch& watch, std::uint64_t callbacks, Verdict wanted) {
    auto silence = 0ms;
    while (watch.look(callbacks) != wanted)
        silence += SilenceWatch::interval;
    return silence + SilenceWatch::interval;
}

} // namespace

TEST_CASE("a stream is doubtful after 100 ms without a callback and dead after two seconds") {
    SilenceWatch watch(1333us);
    CHECK(watch.look(5) == Verdict::alive);
    CHECK(silenceUntil(watch, 5, Verdict::doubtful) == 100ms);
    CHECK(silenceUntil(watch, 5, Verdict::dead) == 1900ms);
}

TEST_CASE("a stream of long blocks is doubtful only after eight of them") {
    SilenceWatch watch(512ms); // 4096 frames at 8 kHz
    watch.look(1);
    CHECK(silenceUntil(watch, 1, Verdict::doubtful) == 4100ms);
    CHECK(silenceUntil(watch, 1, Verdict::dead) >= 4000ms);
}

TEST_CASE("one callback makes a doubtful stream alive again") {
    SilenceWatch watch(1ms);
    watch.look(1);
    silenceUntil(watch, 1, Verdict::doubtful);
    CHECK(watch.look(2) == Verdict::alive);
    CHECK(silenceUntil(watch, 2, Verdict::doubtful) == 100ms);
}
