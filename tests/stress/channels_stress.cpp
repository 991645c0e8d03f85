// SPDX-License-Identifier: MIT
//
// Several senders and receivers that use every way in and out at random, leave, copy their ends and close at
// random: each item arrives once and in its sender's order, or is handed back, or dies with the channel, once;
// nothing hangs.
#include <array>
#include <atomic>
#include <barrier>
#include <cstdint>
#include <doctest/doctest.h>
#include <memory>
#include <support/channel_kinds.h>
#include <support/counted_item.h>
#include <support/stress.h>
#include <vector>

using namespace rondo;
using namespace std::chrono_literals;
using concurrency::ChannelResult;
using concurrency::Deadline;
using test::CountedItem;
using test::Crew;
using test::Stress;

namespace {

constexpr int perSender = 1000;

Deadline deadlineFrom(Stress::Random& random) {
    switch (random() % 4) {
    case 0:
        return Deadline::in(std::chrono::microseconds(random() % 200));
    case 1:
        return Deadline::immediately();
    default:
        return Deadline::never();
    }
}

struct Tally {
    std::atomic<int> alive{0};
    std::atomic<std::uint64_t> sent{0};
    std::atomic<std::uint64_t> received{0};
    std::atomic<std::uint64_t> wrong{0};
};

template <class Sender>
void sendAtRandom(Sender sender, int who, int most, Stress::Random random, Tally& tally) {
    for (int number = 0; number < most;) {
        if (random() % 64 == 0)
            sender = Sender(sender);
        const int name = who * perSender + number;
        CountedItem item(tally.alive, name);
        ChannelResult result = ChannelResult::done;
        if (random() % 4 == 0)
            result = sender.sendSome({&item, 1}, deadlineFrom(random)) == 1 ? ChannelResult::done
                     : sender.closed()                                      ? ChannelResult::closed
                                                                            : ChannelResult::timeout;
        else
            result = random() % 2 == 0 ? sender.trySend(std::move(item))
                                       : sender.send(std::move(item), deadlineFrom(random));
        if (result) {
            ++number;
            tally.sent.fetch_add(1);
        } else if (item.number() != name) {
            tally.wrong.fetch_add(1);
        } else if (result == ChannelResult::closed) {
            return;
        } else {
            std::this_thread::yield();
        }
    }
}

/// What one receiver gets from one sender must be in order.
template <class Receiver>
void receiveAtRandom(Receiver receiver, std::uint64_t most, Stress::Random random, Tally& tally) {
    std::array<int, 8> last;
    last.fill(-1);
    std::uint64_t count = 0;
    const auto take = [&](const CountedItem& item) {
        const auto who = static_cast<std::size_t>(item.number() / perSender);
        if (item.number() < 0 || item.number() <= last.at(who))
            tally.wrong.fetch_add(1);
        last.at(who) = item.number();
        tally.received.fetch_add(1);
        ++count;
    };
    while (count < most) {
        switch (random() % 4) {
        case 0:
            for (const CountedItem& item : receiver.drain()) {
                take(item);
                if (count >= most || random() % 8 == 0)
                    break;
            }
            break;
        case 1:
            for (const CountedItem& item : receiver) {
                take(item);
                if (count >= most || random() % 2 == 0)
                    break;
            }
            break;
        default: {
            auto got = random() % 2 == 0 ? receiver.tryReceive() : receiver.receive(deadlineFrom(random));
            if (got)
                take(*got);
            else if (got.error() == ChannelResult::closed)
                return;
            else
                std::this_thread::yield();
        }
        }
    }
}

template <class Kind>
void playOneRound(Stress::Random& random, bool early) {
    using Receiver = decltype(Kind::template make<CountedItem>(1).receiver);
    Tally tally;
    const int senders = 1 + static_cast<int>(random() % 4);
    int receivers = 1;
    if constexpr (std::is_copy_constructible_v<Receiver>)
        receivers += static_cast<int>(random() % 3);
    {
        auto [sender, receiver] = Kind::template make<CountedItem>(1 + random() % 9);
        Crew crew;
        const auto endless = ~std::uint64_t{0};
        for (int who = 0; who < senders; ++who)
            crew.add([&tally, who, end = sender, numbers = Stress::Random(random()),
                      most = early ? static_cast<int>(random() % perSender) : perSender] {
                sendAtRandom(end, who, most, numbers, tally);
            });
        for (int index = 1; index < receivers; ++index)
            if constexpr (std::is_copy_constructible_v<Receiver>)
                crew.add([&tally, end = receiver, numbers = Stress::Random(random()),
                          most = early ? random() % perSender : endless] {
                    receiveAtRandom(end, most, numbers, tally);
                });
        const auto own = std::make_shared<Receiver>(std::move(receiver));
        crew.add(
            [&tally, own, numbers = Stress::Random(random()), most = early ? random() % perSender : endless] {
                receiveAtRandom(std::move(*own), most, numbers, tally);
            });
        if (early && random() % 4 == 0)
            crew.add([end = sender] { end.close(); });
        sender = {};
        receiver = {};
        crew.start();
        crew.join();
    }
    CHECK(tally.wrong == 0);
    CHECK(tally.alive == 0);
    if (early)
        CHECK(tally.received <= tally.sent);
    else
        CHECK(tally.received == static_cast<std::uint64_t>(senders) * perSender);
}

template <class Kind>
void play() {
    Stress stress;
    for (bool early = false; stress.goesOn(); early = !early) {
        auto random = stress.random();
        playOneRound<Kind>(random, early);
    }
}

/// The same eight threads in every round, so that a round costs microseconds. Each round has channels of its
/// own.
template <class Kind>
void closeUnderLoad() {
    constexpr int rounds = 100'000;
    constexpr int each = 4;
    Stress stress;
    Tally tally;
    using Channel = decltype(Kind::template make<CountedItem>(1));
    struct Round {
        Channel full = Kind::template make<CountedItem>(1);
        Channel empty = Kind::template make<CountedItem>(1);
    };
    std::unique_ptr<Round> round;
    std::atomic<int> closed{0};
    bool over = false;
    std::barrier<> gate(2 * each + 1);
    Crew crew;
    crew.add(each, [&](int) {
        while (gate.arrive_and_wait(), !over) {
            CountedItem item(tally.alive, 5);
            if (round->full.sender.send(std::move(item), Deadline::never()) == ChannelResult::closed &&
                item.number() == 5)
                closed.fetch_add(1);
            gate.arrive_and_wait();
        }
    });
    crew.add(each, [&](int) {
        while (gate.arrive_and_wait(), !over) {
            if (round->empty.receiver.receive(Deadline::never()).error() == ChannelResult::closed)
                closed.fetch_add(1);
            gate.arrive_and_wait();
        }
    });
    crew.start();
    auto random = stress.random();
    for (int count = 0; count < rounds && stress.goesOn(); ++count) {
        round = std::make_unique<Round>();
        if (Kind::stores)
            REQUIRE(round->full.sender.trySend(CountedItem(tally.alive, 0)));
        closed = 0;
        gate.arrive_and_wait();
        for (auto turns = random() % 20; turns > 0; --turns)
            std::this_thread::yield();
        round->full.receiver.close();
        round->empty.sender.close();
        gate.arrive_and_wait();
        CHECK(closed == 2 * each);
    }
    over = true;
    gate.arrive_and_wait();
    crew.join();
    round = nullptr;
    CHECK(tally.alive == 0);
}

} // namespace

TEST_CASE("MPSC channel: senders and the receiver come, go and close at random") { play<test::MpscKind>(); }

TEST_CASE("MPMC queue: senders and receivers come, go and close at random") { play<test::MpmcKind>(); }

TEST_CASE("rendezvous channel: senders and receivers come, go and close at random") {
    play<test::RendezvousKind>();
}

TEST_CASE("000.4 MPMC queue: closing under load, up to a hundred thousand rounds") {
    closeUnderLoad<test::MpmcKind>();
}

TEST_CASE("000.4 rendezvous channel: closing under load, up to a hundred thousand rounds") {
    closeUnderLoad<test::RendezvousKind>();
}
