// SPDX-License-Identifier: MIT
//
// One sender and one receiver that use every way in and out at random, and leave at random: each item arrives
// once and in order, or is handed back, or dies with the channel; nothing hangs.
#include <array>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/spsc_channel.h>
#include <support/counted_item.h>
#include <support/stress.h>
#include <thread>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using test::CountedItem;
using test::Crew;
using test::Stress;

namespace {

std::size_t capacityFrom(Stress::Random& random) { return std::size_t{1} << random() % 5; }

Deadline deadlineFrom(Stress::Random& random) {
    switch (random() % 3) {
    case 0:
        return Deadline::never();
    case 1:
        return Deadline::in(std::chrono::microseconds(random() % 200));
    default:
        return Deadline::immediately();
    }
}

/// Sends 0, 1, 2 …; returns how many were sent when the channel was closed or the sender had enough.
int sendAll(concurrency::SpscSender<CountedItem>& sender, std::atomic<int>& alive, int most,
            Stress::Random random) {
    int sent = 0;
    while (sent < most) {
        CountedItem item(alive, sent);
        const auto result = random() % 2 == 0 ? sender.trySend(std::move(item))
                                              : sender.send(std::move(item), deadlineFrom(random));
        if (result)
            ++sent;
        else if (result == ChannelResult::closed)
            return item.number() == sent ? sent : -1;
        else if (item.number() != sent)
            return -1;
        else
            std::this_thread::yield();
    }
    return sent;
}

/// Receives in random ways until the channel is closed and empty, or `most` were received. Returns how many, or
/// -1 when one was out of order.
int receiveAll(concurrency::SpscReceiver<CountedItem>& receiver, int most, Stress::Random random) {
    int received = 0;
    const auto fits = [&received](const CountedItem& item) { return item.number() == received++; };
    while (received < most) {
        if (random() % 3 == 0) {
            for (const CountedItem& item : receiver.drain())
                if (!fits(item))
                    return -1;
            continue;
        }
        if (random() % 4 == 0) {
            if (const CountedItem* item = receiver.front()) {
                if (!fits(*item))
                    return -1;
                receiver.popFront();
            }
            continue;
        }
        const auto item = random() % 2 == 0 ? receiver.tryReceive() : receiver.receive(deadlineFrom(random));
        if (item ? !fits(*item) : item.error() == ChannelResult::closed)
            return item ? -1 : received;
    }
    return received;
}

} // namespace

TEST_CASE("spsc: every way in and out, at random, and either end leaves at any time") {
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        std::atomic<int> alive{0};
        int sent = 0;
        int received = 0;
        concurrency::ChannelStatistics seen;
        {
            auto [sender, receiver] = concurrency::makeSpscChannel<CountedItem>(capacityFrom(random));
            const int most = static_cast<int>(random() % 2000);
            const int enough = random() % 2 == 0 ? most + 1 : static_cast<int>(random() % 2000);
            Crew crew;
            crew.add([&, &end = sender, own = stress.random()] {
                sent = sendAll(end, alive, most, own);
                end.close();
            });
            crew.add([&, &end = receiver, own = stress.random()] {
                received = receiveAll(end, enough, own);
                end = {};
            });
            crew.start();
            crew.join();
            seen = sender.statistics();
        }
        CHECK(sent >= 0);
        CHECK(received >= 0);
        CHECK(received <= sent);
        CHECK(seen.sent == static_cast<std::uint64_t>(sent));
        CHECK(seen.sent == seen.received + seen.lost + seen.occupancy);
        CHECK(seen.received == static_cast<std::uint64_t>(received));
        CHECK(alive == 0);
    }
}

TEST_CASE("spsc: regions and batches of random size carry a counter unbroken") {
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        auto [sender, receiver] = concurrency::makeSpscChannel<std::uint32_t>(capacityFrom(random) * 4);
        const auto total = static_cast<std::uint32_t>(random() % 20'000);
        std::uint32_t wrong = 0;
        std::uint32_t expected = 0;
        Crew crew;
        crew.add([&, &end = sender, own = stress.random()]() mutable {
            for (std::uint32_t next = 0; next < total;) {
                const auto wanted =
                    std::min<std::uint32_t>(static_cast<std::uint32_t>(own() % 40), total - next);
                const auto region = end.writeRegion(wanted);
                for (std::size_t index = 0; index < region.size(); ++index)
                    region[index] = next + static_cast<std::uint32_t>(index);
                const auto now = region.empty() ? 0 : own() % (region.size() + 1);
                end.commit(now);
                next += static_cast<std::uint32_t>(now);
                if (now == 0)
                    std::this_thread::yield();
            }
            end.close();
        });
        crew.add([&, &end = receiver, own = stress.random()]() mutable {
            while (expected < total) {
                std::array<std::uint32_t, 16> values{};
                const auto region = end.readRegion();
                const auto looked = region.empty() ? 0 : own() % (region.size() + 1);
                for (std::size_t index = 0; index < looked; ++index)
                    wrong += region[index] != expected++;
                end.consume(looked);
                const auto count = end.receive(std::span(values).first(own() % values.size()));
                for (std::size_t index = 0; index < count; ++index)
                    wrong += values[index] != expected++;
                if (looked + count == 0)
                    std::this_thread::yield();
            }
        });
        crew.start();
        crew.join();
        CHECK(wrong == 0);
        CHECK(expected == total);
        CHECK(sender.occupancy() == 0);
    }
}

TEST_CASE("lossy: nothing torn, nothing out of order, nothing unaccounted for, and the end is always told") {
    struct Item {
        std::array<std::uint64_t, 5> words;
    };
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        auto [sender, receiver] = concurrency::makeLossyChannel<Item>(capacityFrom(random));
        const auto total = random() % 20'000;
        std::uint64_t wrong = 0;
        std::uint64_t received = 0;
        Crew crew;
        crew.add([&, &end = sender, own = stress.random()]() mutable {
            for (std::uint64_t number = 1; number <= total; ++number) {
                end.send({{number, number + 1, number + 2, number + 3, number + 4}});
                if (own() % 64 == 0)
                    std::this_thread::yield();
            }
            end.close();
        });
        crew.add([&, &end = receiver, own = stress.random()]() mutable {
            std::uint64_t last = 0;
            for (;;) {
                Item item{};
                const auto result =
                    own() % 2 == 0 ? end.tryReceive(item) : end.receive(item, deadlineFrom(own));
                if (result == ChannelResult::closed)
                    return;
                if (!result)
                    continue;
                for (std::uint64_t word = 0; word < item.words.size(); ++word)
                    wrong += item.words[word] != item.words[0] + word;
                wrong += item.words[0] != end.sequence() || item.words[0] <= last;
                wrong += end.sequence() != ++received + end.lost();
                last = item.words[0];
            }
        });
        crew.start();
        crew.join();
        CHECK(wrong == 0);
        const auto seen = sender.statistics();
        CHECK(seen.sent == total);
        CHECK(seen.received == received);
        CHECK(seen.lost == total - received);
    }
}

TEST_CASE("latest value and exchange: the newest is always reached, whole, and what was missed is counted") {
    struct Pair {
        std::uint64_t number;
        std::uint64_t copy;
    };
    Stress stress;
    while (stress.goesOn()) {
        auto random = stress.random();
        const auto total = 1 + random() % 5000;
        auto [levels, level] = concurrency::makeLatestValue(Pair{});
        auto [objects, object] = concurrency::makeExchange<Pair>(std::make_shared<concurrency::Reclaimer>());
        std::uint64_t wrong = 0;
        Crew crew;
        crew.add([&, &levels = levels, &objects = objects, own = stress.random()]() mutable {
            for (std::uint64_t number = 1; number <= total; ++number) {
                levels.write({number, ~number});
                wrong += objects.publish(std::make_unique<Pair>(Pair{number, ~number})) ? 0U : 1U;
                if (own() % 16 == 0)
                    std::this_thread::yield();
            }
            levels.close();
            objects.close();
        });
        std::uint64_t bad = 0;
        crew.add([&, &level = level, &object = object, own = stress.random()]() mutable {
            ChannelResult more = ChannelResult::done;
            for (std::uint64_t reads = 0; more != ChannelResult::closed;) {
                Pair pair{};
                more = own() % 2 == 0 ? level.tryReadNew(pair) : level.readNew(pair, deadlineFrom(own));
                if (more)
                    bad += pair.copy != ~pair.number || pair.number != level.sequence() ||
                           level.sequence() != ++reads + level.missed();
            }
            more = ChannelResult::done;
            while (more != ChannelResult::closed) {
                more = own() % 2 == 0 ? object.tryAdoptNew() : object.adoptNew(deadlineFrom(own));
                if (more)
                    bad += object.current()->copy != ~object.current()->number ||
                           object.current()->number != object.sequence();
            }
        });
        crew.start();
        crew.join();
        CHECK(wrong + bad == 0);
        CHECK(level.read().number == total);
        CHECK(level.sequence() == total);
        CHECK(object.sequence() == total);
        CHECK(object.statistics().received + object.statistics().lost == total);
    }
}
