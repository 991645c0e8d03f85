// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/rendezvous_slot.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace rondo::concurrency;
using rondo::base::ErrorCode;

namespace {

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("a slot hands over a value whichever party comes first") {
    for (const bool takerFirst : {true, false}) {
        RendezvousSlot<std::unique_ptr<int>> slot;
        std::unique_ptr<int> received;
        const auto take = [&] { received = slot.take(Deadline::never()).value(); };
        if (takerFirst) {
            std::thread taker(take);
            CHECK(slot.give(std::make_unique<int>(7)).has_value());
            taker.join();
        } else {
            CHECK(slot.give(std::make_unique<int>(7)).has_value());
            take();
        }
        REQUIRE(received);
        CHECK(*received == 7);
        CHECK(slot.waitUntilTaken(Deadline::immediately()).has_value());
    }
}

TEST_CASE("a second give is refused, names both givers and keeps the value with its caller") {
    RendezvousSlot<std::string> slot("meter queue");
    CHECK(slot.give("first", "the engine").has_value());
    std::string second = "second";
    const auto refused = slot.give(std::move(second), "an intruder");
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::refused);
    CHECK(contains(refused.error().text, "meter queue"));
    CHECK(contains(refused.error().text, "the engine"));
    CHECK(contains(refused.error().text, "an intruder"));
    CHECK(second == "second"); // NOLINT: left as it was
    CHECK(slot.take(Deadline::immediately()).value() == "first");
    CHECK(slot.give(std::move(second), "an intruder").error().code == ErrorCode::refused);
}

TEST_CASE("a value is taken once, by one of all who wait") {
    RendezvousSlot<int> slot;
    std::atomic<int> took{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> takers;
    for (int index = 0; index < 4; ++index)
        takers.emplace_back([&] {
            const auto value = slot.take(Deadline::never());
            if (value)
                took += *value;
            else
                refused += value.error().code == ErrorCode::refused ? 1 : 0;
        });
    CHECK(slot.give(100).has_value());
    for (auto& taker : takers)
        taker.join();
    CHECK(took == 100);
    CHECK(refused == 3);
}

TEST_CASE("what the taker does not accept is destroyed, its giver learns of it, and a right one may follow") {
    RendezvousSlot<std::shared_ptr<int>> slot("handle");
    const auto isPositive = [](const std::shared_ptr<int>& value) { return *value > 0; };
    auto wrong = std::make_shared<int>(-1);
    const std::weak_ptr<int> watch = wrong;
    CHECK(slot.give(std::move(wrong), "the engine").has_value());
    const auto refused = slot.take(Deadline::immediately(), isPositive);
    REQUIRE(!refused);
    CHECK(refused.error().code == ErrorCode::refused);
    CHECK(contains(refused.error().text, "the engine"));
    CHECK(watch.expired());
    CHECK(slot.waitUntilTaken(Deadline::immediately()).error().code == ErrorCode::refused);
    CHECK(slot.take(Deadline::immediately(), isPositive).error().code == ErrorCode::timeout);
    CHECK(slot.give(std::make_shared<int>(1), "the engine").has_value());
    CHECK(*slot.take(Deadline::immediately(), isPositive).value() == 1);
}

TEST_CASE("when the taker's question throws, the value stays in the slot") {
    RendezvousSlot<int> slot;
    CHECK(slot.give(3).has_value());
    const auto throws = [](int) -> bool { throw std::runtime_error("cannot tell"); };
    CHECK_THROWS_WITH(static_cast<void>(slot.take(Deadline::immediately(), throws)), "cannot tell");
    CHECK(slot.take(Deadline::immediately()).value() == 3);
}

TEST_CASE("closing a slot answers the waiting party on either side") {
    RendezvousSlot<int> slot("bootstrap");
    std::thread taker([&] {
        const auto value = slot.take(Deadline::never());
        CHECK(value.error().code == ErrorCode::closed);
        CHECK(contains(value.error().text, "bootstrap"));
    });
    std::thread giver([&] { CHECK(slot.waitUntilTaken(Deadline::never()).error().code == ErrorCode::closed); });
    slot.close();
    taker.join();
    giver.join();
    CHECK(slot.closed());
    CHECK(slot.give(1).error().code == ErrorCode::closed);
}

TEST_CASE("what was given before the close can still be taken") {
    RendezvousSlot<int> slot;
    CHECK(slot.give(5).has_value());
    slot.close();
    CHECK(slot.waitUntilTaken(Deadline::never()).error().code == ErrorCode::closed);
    CHECK(slot.take(Deadline::never()).value() == 5);
    CHECK(slot.waitUntilTaken(Deadline::never()).has_value());
}

TEST_CASE("a slot's source is ready when something was given or the slot is closed") {
    RendezvousSlot<int> slot;
    const WaitSource takeable = slot.takeable();
    CHECK(!takeable.ready());
    CHECK(slot.give(5).has_value());
    CHECK(takeable.ready());
    RendezvousSlot<int> closed;
    closed.close();
    CHECK(closed.takeable().ready());
}

TEST_CASE("waiting at a slot ends with its deadline") {
    RendezvousSlot<int> slot;
    CHECK(slot.take(Deadline::in(std::chrono::milliseconds(1))).error().code == ErrorCode::timeout);
    CHECK(slot.waitUntilTaken(Deadline::immediately()).error().code == ErrorCode::timeout);
}
