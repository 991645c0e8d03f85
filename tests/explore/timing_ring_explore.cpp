// SPDX-License-Identifier: MIT
//
// The ring of the graph's flight recorder.
#include <explore/explorer.h>
#include <rondo/concurrency/detail/atomic.h>
#include <rondo/graph/detail/timing_ring.h>

using explore::check;
using explore::Thread;
using rondo::concurrency::detail::Atomic;
using rondo::graph::TimingKind;
using rondo::graph::TimingRecord;
using Ring = rondo::graph::detail::TimingRing<Atomic>;

namespace {

TimingRecord record(std::uint32_t number) {
    return {100 * std::int64_t{number}, number, 10 * number, number, TimingKind::node};
}

} // namespace

TEST_CASE(
    "timing ring: what is read while records are overwritten is whole, in order, and complete with the torn") {
    explore::mustHold({}, [] {
        Ring ring(2);
        ring.push(record(1));
        Thread writer([&ring] {
            for (const std::uint32_t number : {2u, 3u, 4u})
                ring.push(record(number));
        });
        std::uint64_t before = 0;
        std::size_t taken = 0;
        const auto torn = ring.read([&](const TimingRecord& one) {
            check(one == record(one.count), "no two records are mixed");
            check(one.number > before, "they come in order");
            before = one.number;
            ++taken;
        });
        check(taken + torn >= 1 && taken + torn <= 2, "each slot gives a record or counts as overwritten");
        writer.join();
        std::uint32_t next = 3;
        check(ring.read(
                  [&](const TimingRecord& one) { check(one == record(next++), "the newest are there"); }) == 0,
              "nothing is torn when nobody writes");
        check(next == 5, "all of them");
    });
}
