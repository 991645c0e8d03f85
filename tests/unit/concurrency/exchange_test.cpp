// SPDX-License-Identifier: MIT
#include <atomic>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/reclaimer.h>
#include <thread>
#include <vector>

using namespace rondo;
using concurrency::makeExchange;
using concurrency::makeLatestValue;
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
    CHECK_FALSE(writer.publish(std::make_unique<Counted>(alive, 1)));
    CHECK_FALSE(writer.adopted());
    CHECK(reader.adopt()->value == 1);
    CHECK(writer.adopted());
    writer.publish(std::make_unique<Counted>(alive, 2));
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
    writer.publish(std::make_unique<Counted>(alive, 1));
    CHECK(writer.publish(std::make_unique<Counted>(alive, 2)));
    CHECK(alive == 1);
    CHECK(reader.adopt()->value == 2);
}

TEST_CASE("nothing leaks, whichever end goes first and whatever is pending") {
    std::atomic<int> alive{0};
    for (const bool writerFirst : {true, false}) {
        auto channel = std::make_unique<concurrency::Exchange<Counted>>(
            makeExchange<Counted>(std::make_shared<Reclaimer>()));
        channel->writer.publish(std::make_unique<Counted>(alive, 1));
        channel->reader.adopt();
        channel->writer.publish(std::make_unique<Counted>(alive, 2));
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
            writer.publish(std::make_unique<Counted>(alive, number));
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

TEST_CASE("a latest value shows the newest write and never a torn one") {
    struct Pair {
        int value;
        int copy;
    };
    auto [writer, reader] = makeLatestValue<Pair>({0, 0});
    CHECK(reader.read().value == 0);
    writer.write({1, 1});
    writer.write({2, 2});
    CHECK(reader.read().value == 2);
    CHECK(reader.read().value == 2);
    std::thread audio([&end = writer] {
        for (int number = 3; number <= 100'000; ++number)
            end.write({number, number});
    });
    int wrong = 0;
    int last = 0;
    while (last < 100'000) {
        const Pair seen = reader.read();
        wrong += seen.value != seen.copy || seen.value < last;
        last = seen.value;
    }
    audio.join();
    CHECK(wrong == 0);
}
