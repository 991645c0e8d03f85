// SPDX-License-Identifier: MIT
#include <array>
#include <bit>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/sealed_queues.h>
#include <string>
#include <thread>
#include <vector>

using namespace rondo;
using namespace rondo::concurrency;

TEST_CASE("a sealed queue carries values first in, first out, for those with the rights") {
    SealedQueues<int> queues("queues");
    const auto handle = queues.make(3).value();
    const SealedQueue<int, Rights::send> producer = handle;
    const SealedQueue<int, Rights::receive> consumer = handle;
    for (const int value : {1, 2, 3})
        CHECK(queues.trySend(producer, value));
    CHECK(queues.trySend(producer, 4) == SealedResult::full);
    CHECK(queues.occupancy(consumer) == 3);
    for (const int value : {1, 2, 3}) {
        int got = 0;
        REQUIRE(queues.tryReceive(consumer, got));
        CHECK(got == value);
    }
    int got = 0;
    CHECK(queues.tryReceive(consumer, got) == SealedResult::empty);
    CHECK(queues.receive(consumer, Deadline::immediately()).error() == SealedResult::empty);
    const auto late = queues.receive(consumer, got, Deadline::in(std::chrono::milliseconds(1)));
    CHECK((late == SealedResult::timeout || late == SealedResult::empty)); // empty: it had passed before
}

TEST_CASE("an operation without its right is refused, counted and explained; the value stays") {
    SealedQueues<std::unique_ptr<int>> queues("queues");
    const auto handle = queues.make(1).value();
    auto value = std::make_unique<int>(1);
    CHECK(queues.trySend(handle.narrowed(Rights::receive), std::move(value)) == SealedResult::notOwner);
    CHECK(queues.send(handle.narrowed(Rights::close), std::move(value), Deadline::never()) ==
          SealedResult::notOwner);
    REQUIRE(value != nullptr);
    CHECK(queues.tryReceive(handle.narrowed(Rights::send), value) == SealedResult::notOwner);
    CHECK(queues.receive(handle.narrowed(Rights::send), Deadline::never()).error() == SealedResult::notOwner);
    CHECK(queues.close(handle.narrowed(Rights::send | Rights::receive)) == SealedResult::notOwner);
    CHECK(queues.destroy(handle.narrowed(Rights::none)) == SealedResult::notOwner);
    const auto why = queues.check(handle.narrowed(Rights::send), Rights::receive);
    REQUIRE(!why);
    CHECK(why.error().code == base::ErrorCode::notOwner);
    CHECK(why.error().text.find("'queues' was asked to receive") != std::string::npos);
    CHECK(queues.statistics().missingRight == 7);
    CHECK(queues.check(handle, Rights::all));
    CHECK(queues.trySend(handle, std::move(value)));
    CHECK(value == nullptr);
}

TEST_CASE("a closed sealed queue gives what is inside and takes nothing; a destroyed one knows nobody") {
    SealedQueues<std::shared_ptr<int>> queues("queues", 1);
    const auto handle = queues.make(4).value();
    const auto item = std::make_shared<int>(1);
    REQUIRE(queues.trySend(handle, item));
    REQUIRE(queues.trySend(handle, item));
    REQUIRE(queues.close(handle));
    CHECK(queues.trySend(handle, item) == SealedResult::closed);
    CHECK(queues.receive(handle, Deadline::never()).value() == item);
    CHECK(item.use_count() == 2);
    CHECK(queues.make(4).error().code == base::ErrorCode::full);
    REQUIRE(queues.destroy(handle));
    CHECK(item.use_count() == 1);
    CHECK(queues.destroy(handle) == SealedResult::forged);
    CHECK(queues.trySend(handle, item) == SealedResult::forged);
    CHECK(queues.occupancy(handle) == 0);
    CHECK(queues.statistics().stale == 3);
    CHECK(queues.make(4));
    CHECK(std::string(SealedResult(SealedResult::forged).name()) == "forged");
    CHECK(std::string(SealedResult(SealedResult::notOwner).name()) == "not_owner");
    CHECK(std::string(SealedResult(ChannelResult::closed).name()) == "closed");
}

TEST_CASE("destroy wakes those who wait, and the queue ends with the last of them") {
    SealedQueues<std::shared_ptr<int>> queues("queues");
    const auto full = queues.make(1).value();
    const auto empty = queues.make(1).value();
    const auto item = std::make_shared<int>(1);
    REQUIRE(queues.trySend(full, item));
    std::vector<std::thread> waiting;
    for (int thread = 0; thread < 4; ++thread) {
        waiting.emplace_back([&] { CHECK(queues.send(full, item, Deadline::never()) != SealedResult::done); });
        waiting.emplace_back([&] { CHECK(!queues.receive(empty, Deadline::never())); });
    }
    CHECK(queues.destroy(full));
    CHECK(queues.destroy(empty));
    for (auto& thread : waiting)
        thread.join();
    CHECK(queues.statistics().live == 0);
    CHECK(item.use_count() == 1);
}
