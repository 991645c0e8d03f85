// SPDX-License-Identifier: MIT
#include <atomic>
#include <chrono>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/detail/tag_scope.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/reclaimer.h>
#include <thread>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using concurrency::makeExchange;
using concurrency::Reclaimer;
using concurrency::Retirable;

namespace {

struct Counted {
    Counted(std::atomic<int>& counter, int number) : alive(&counter), value(number), copy(number) { ++*alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --*alive; }
    std::atomic<int>* alive;
    int value;
    int copy;
};

} // namespace

TEST_CASE("an object is adopted at the next look, and the one before is retired, not destroyed") {
    std::atomic<int> alive{0};
    auto reclaimer = std::make_shared<Reclaimer>();
    auto [writer, reader] = makeExchange<Counted>(reclaimer);
    CHECK(reader.adopt() == nullptr);
    CHECK(writer.publish(std::make_unique<Counted>(alive, 1)));
    CHECK_FALSE(writer.adopted());
    CHECK(reader.adopt()->value == 1);
    CHECK(writer.adopted());
    CHECK(writer.publish(std::make_unique<Counted>(alive, 2)));
    CHECK(reader.current()->value == 1);
    CHECK(reader.adopt()->value == 2);
    CHECK(alive == 2);
    CHECK(reclaimer->retired() == 1);
    CHECK(reclaimer->collect() == 1);
    CHECK(alive == 1);
}

TEST_CASE("an object replaced before a block edge is never adopted and dies on the control side") {
    std::atomic<int> alive{0};
    auto [writer, reader] = makeExchange<Counted>(std::make_shared<Reclaimer>());
    CHECK(writer.publish(std::make_unique<Counted>(alive, 1)));
    CHECK(writer.publish(std::make_unique<Counted>(alive, 2)));
    CHECK(alive == 1);
    CHECK(reader.adopt()->value == 2);
    CHECK(reader.sequence() == 2);
    CHECK(reader.missed() == 1);
    CHECK(writer.statistics().lost == 1);
}

TEST_CASE("nothing leaks, whichever end goes first and whatever is pending") {
    std::atomic<int> alive{0};
    for (const bool writerFirst : {true, false}) {
        auto channel = std::make_unique<concurrency::Exchange<Counted>>(
            makeExchange<Counted>(std::make_shared<Reclaimer>()));
        CHECK(channel->writer.publish(std::make_unique<Counted>(alive, 1)));
        channel->reader.adopt();
        CHECK(channel->writer.publish(std::make_unique<Counted>(alive, 2)));
        if (writerFirst)
            channel->writer = {};
        else
            channel->reader = {};
        channel.reset();
        CHECK(alive == 0);
    }
}

TEST_CASE("publishing while another thread adopts: every object seen is whole, and all die") {
    std::atomic<int> alive{0};
    {
        auto [writer, reader] = makeExchange<Counted>(std::make_shared<Reclaimer>());
        std::atomic<bool> stop{false};
        std::atomic<int> torn{0};
        std::atomic<int> backwards{0};
        std::thread audio([&, &end = reader] {
            int last = 0;
            while (!stop) {
                if (const Counted* object = end.adopt()) {
                    torn += object->value != object->copy;
                    backwards += object->value < last;
                    last = object->value;
                }
            }
        });
        for (int number = 1; number <= 20'000; ++number)
            static_cast<void>(writer.publish(std::make_unique<Counted>(alive, number)));
        stop = true;
        audio.join();
        CHECK(torn == 0);
        CHECK(backwards == 0);
    }
    CHECK(alive == 0);
}

TEST_CASE("the reclaimer destroys everything that several threads retire, each once") {
    struct Item final : Retirable {
        explicit Item(std::atomic<int>& counter) : alive(counter) { ++alive; }
        ~Item() override { --alive; }
        std::atomic<int>& alive;
    };
    std::atomic<int> alive{0};
    {
        Reclaimer reclaimer;
        std::vector<std::thread> threads;
        for (int index = 0; index < 3; ++index)
            threads.emplace_back([&] {
                for (int round = 0; round < 5000; ++round)
                    reclaimer.retire(new Item(alive));
            });
        for (int round = 0; round < 2000; ++round)
            reclaimer.collect();
        for (auto& thread : threads)
            thread.join();
        reclaimer.collect();
        CHECK(reclaimer.collected() == 15'000);
    }
    CHECK(alive == 0);
}

TEST_CASE("a closed exchange leaves the object with its owner; what was published before can be adopted") {
    std::atomic<int> alive{0};
    auto [writer, reader] = makeExchange<Counted>(std::make_shared<Reclaimer>());
    CHECK(reader.tryAdoptNew() == ChannelResult::empty);
    CHECK(writer.publish(std::make_unique<Counted>(alive, 1)));
    writer.close();
    auto late = std::make_unique<Counted>(alive, 2);
    CHECK(writer.publish(std::move(late)) == ChannelResult::closed);
    REQUIRE(late);
    CHECK(writer.statistics().sent == 1);
    CHECK(reader.tryAdoptNew());
    CHECK(reader.current()->value == 1);
    CHECK(reader.tryAdoptNew() == ChannelResult::closed);
    CHECK(reader.adoptNew(Deadline::never()) == ChannelResult::closed);
    CHECK(reader.current()->value == 1);

    auto [abandoned, gone] = makeExchange<Counted>(std::make_shared<Reclaimer>());
    CHECK(abandoned.publish(std::make_unique<Counted>(alive, 3)));
    const int before = alive;
    gone = {};
    CHECK(alive == before - 1); // what waited dies with the reader
    CHECK(abandoned.closed());
    CHECK(abandoned.publish(std::make_unique<Counted>(alive, 4)) == ChannelResult::closed);
}

TEST_CASE("an end without an exchange is a closed one that has no object") {
    concurrency::ExchangeWriter<int> writer;
    concurrency::ExchangeReader<int> reader;
    auto object = std::make_unique<int>(1);
    CHECK(writer.publish(std::move(object)) == ChannelResult::closed);
    CHECK(object);
    CHECK(writer.adopted());
    CHECK(writer.closed());
    CHECK(reader.closed());
    CHECK(reader.adopt() == nullptr);
    CHECK(reader.tryAdoptNew() == ChannelResult::closed);
    CHECK(reader.adoptNew(Deadline::never()) == ChannelResult::closed);
    CHECK(reader.sequence() == 0);
    CHECK(reader.missed() == 0);
    CHECK(writer.statistics().sent == 0);
    CHECK(reader.statistics().received == 0);
    writer.close();
    reader.close();
    CHECK_THROWS_WITH_AS(static_cast<void>(reader.readable()), doctest::Contains("moved from"), base::Failure);
    CHECK_THROWS_WITH_AS(makeExchange<int>(nullptr), doctest::Contains("needs the reclaimer"), base::Failure);

    auto [first, second] = makeExchange<int>(std::make_shared<Reclaimer>());
    const auto moved = std::move(first);
    CHECK(first.closed()); // NOLINT: what a moved-from end answers is stated
    CHECK_FALSE(moved.closed());
    CHECK_FALSE(second.closed());
}

TEST_CASE("a reader waits for the next object, until the deadline, or until the writer is gone") {
    auto [writer, reader] = makeExchange<int>(std::make_shared<Reclaimer>());
    CHECK(reader.adoptNew(Deadline::immediately()) == ChannelResult::empty);
    CHECK(reader.adoptNew(Deadline::in(1ms)) == ChannelResult::timeout);
    CHECK(reader.statistics().receiveWaits.total() == 1);
    std::thread control([end = std::move(writer)]() mutable {
        for (int number = 1; number <= 1000; ++number) {
            CHECK(end.publish(std::make_unique<int>(number)));
            while (number % 10 == 0 && !end.adopted())
                std::this_thread::yield();
        }
    });
    int last = 0;
    while (reader.adoptNew(Deadline::never())) {
        CHECK(*reader.current() > last);
        last = *reader.current();
    }
    control.join();
    CHECK(last == 1000);
    const auto seen = reader.statistics();
    CHECK(seen.sent == 1000);
    CHECK(seen.received + seen.lost == 1000);
    CHECK(reader.missed() == seen.lost);
}

TEST_CASE("inside a callback an exchange's end retires its objects instead of destroying them") {
    std::atomic<int> alive{0};
    auto reclaimer = std::make_shared<Reclaimer>();
    auto [writer, reader] = makeExchange<Counted>(reclaimer);
    CHECK(writer.publish(std::make_unique<Counted>(alive, 1)));
    reader.adopt();
    CHECK(writer.publish(std::make_unique<Counted>(alive, 2)));
    {
        const concurrency::detail::TagScope callback(concurrency::Tag(), "audio",
                                                     concurrency::detail::TagScope::Kind::callback);
        reader = {};
    }
    CHECK(alive == 2);
    CHECK(reclaimer->collect() == 2);
    CHECK(alive == 0);
}
