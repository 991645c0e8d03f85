// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <optional>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/period_counter.h>
#include <rondo/concurrency/wait_any.h>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace rondo::concurrency;
using rondo::base::ErrorCode;

static_assert(!std::is_copy_constructible_v<PeriodCounter::Acknowledger>);
static_assert(std::is_nothrow_move_constructible_v<PeriodCounter::Acknowledger>);

TEST_CASE("a counter wakes its waiters when it differs from what they saw") {
    PeriodCounter periods;
    CHECK(periods.wait(0, Deadline::immediately()).error() == WaitResult::timeout);
    CHECK(periods.wait(7, Deadline::immediately()).value() == 0);
    std::vector<std::thread> waiters;
    for (int index = 0; index < 3; ++index)
        waiters.emplace_back([&] { CHECK(periods.wait(0, Deadline::never()).value() == 1); });
    CHECK(periods.advance() == 1);
    for (auto& waiter : waiters)
        waiter.join();
}

TEST_CASE("no waiter misses a period, however late it comes") {
    constexpr std::uint64_t last = 2'000;
    PeriodCounter periods;
    std::vector<std::thread> waiters;
    for (int index = 0; index < 3; ++index)
        waiters.emplace_back([&] {
            std::uint64_t seen = 0;
            std::uint64_t handled = 0;
            while (seen < last) {
                const auto count = periods.wait(seen, Deadline::never()).value();
                handled += count - seen;
                seen = count;
            }
            CHECK(handled == last);
        });
    for (std::uint64_t period = 0; period < last; ++period)
        periods.advance();
    for (auto& waiter : waiters)
        waiter.join();
}

TEST_CASE("periods that a callback counts reach a waiting thread, which looks by itself") {
    PeriodCounter periods;
    std::thread waiter([&] { CHECK(periods.wait(0, Deadline::never()).value() == 1); });
    std::thread watcher([&] { CHECK(waitAny(Deadline::never(), periods.changed(0)).any()); });
    {
        const detail::TagScope callback(Tag::make(), "callback", detail::TagScope::Kind::callback);
        periods.advance();
    }
    waiter.join();
    watcher.join();
}

TEST_CASE("the right to acknowledge has one holder, and who asks second learns who") {
    PeriodCounter periods("sound card");
    std::optional<PeriodCounter::Acknowledger> renderer(std::move(periods.acknowledger("renderer").value()));
    const auto refused = periods.acknowledger("telemetry");
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::notOwner);
    for (const char* name : {"'sound card'", "'renderer'", "'telemetry'"})
        CHECK(refused.error().text.find(name) != std::string::npos);
    renderer.reset();
    CHECK(periods.acknowledger("telemetry").has_value());
}

TEST_CASE("acknowledging says how many periods that were, and tells who waits for it") {
    PeriodCounter periods;
    auto right = periods.acknowledger("renderer").value();
    CHECK(right.acknowledge() == 0);
    periods.advance();
    periods.advance();
    CHECK(periods.acknowledged() == 0);
    CHECK(periods.waitUntilAcknowledged(2, Deadline::immediately()) == WaitResult::timeout);
    int result = 0;
    std::thread device([&] {
        CHECK(periods.waitUntilAcknowledged(2, Deadline::never()));
        CHECK(result == 5);
    });
    result = 5;
    CHECK(right.acknowledge() == 2);
    device.join();
    CHECK(periods.acknowledged() == 2);
}

TEST_CASE("a right that was moved from acknowledges nothing, and assigning over one gives it back") {
    PeriodCounter first;
    PeriodCounter second;
    auto right = first.acknowledger("one").value();
    auto other = second.acknowledger("two").value();
    first.advance();
    right = std::move(other);
    CHECK(other.acknowledge() == 0); // NOLINT: moved from on purpose
    CHECK(first.acknowledged() == 0);
    CHECK(first.acknowledger("three").has_value());
    CHECK(!second.acknowledger("four"));
}

TEST_CASE("a closed counter answers everybody who waits for what has not happened") {
    PeriodCounter periods;
    periods.advance();
    std::thread waiter([&] { CHECK(periods.wait(1, Deadline::never()).error() == WaitResult::closed); });
    std::thread device(
        [&] { CHECK(periods.waitUntilAcknowledged(1, Deadline::never()) == WaitResult::closed); });
    periods.close();
    waiter.join();
    device.join();
    CHECK(periods.closed());
    CHECK(periods.wait(0, Deadline::never()).value() == 1);
    CHECK(periods.changed(1).ready());
}
