// SPDX-License-Identifier: MIT
#include <allocation/failing_allocation.h>
#include <array>
#include <memory>
#include <optional>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/wait_any.h>
#include <thread>

using namespace rondo;
using namespace rondo::concurrency;
using namespace rondo::test;

namespace {

/// The factory, then every operation on what it made, and what it refuses to make.
template <class Make, class Use>
void sweepChannel(const std::string& name, Make make, Use use) {
    sweep((name + ": construction").c_str(), [&](Attempt& attempt) {
        std::optional<decltype(make(4))> channel;
        const bool made = attempt([&] { channel.emplace(make(4)); });
        CLAIM(made == channel.has_value());
        if (!channel)
            channel.emplace(make(4));
        use(*channel);
    });
    sweepNothing((name + ": operations").c_str(), [&](Attempt& attempt) {
        std::optional<decltype(make(4))> channel(make(4));
        CLAIM(attempt([&] {
            use(*channel);
            channel.reset();
        }));
    });
    sweep((name + ": misuse").c_str(), [&](Attempt& attempt) {
        attempt([&] {
            try {
                auto channel = make(0);
                FAIL_CHECK("capacity 0 was taken");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::invalidArgument));
            }
        });
    });
}

template <class Channel>
void useWaiting(Channel& channel) {
    CLAIM((channel.statistics().sent <= 1000));
    const auto soon = [] { return Deadline::in(std::chrono::microseconds(1)); };
    int value = 0;
    CLAIM((channel.receive(value, Deadline::immediately()) == ChannelResult::empty));
    const auto late = channel.receive(value, soon());
    CLAIM((late == ChannelResult::timeout || late == ChannelResult::empty)); // empty: it had passed before
    const auto readable = channel.readable();
    CLAIM(waitAny(Deadline::immediately(), readable).none());
}

// The items are numbers, because an item's own memory is not the channel's; that a failed send leaves the value
// is tested with each channel.
template <class Channel>
void useQueue(Channel& channel) {
    auto& [sender, receiver] = channel;
    useWaiting(receiver);
    for (int round = 0; round < 2; ++round) {
        CLAIM(sender.trySend(1));
        CLAIM(sender.send(2, Deadline::never()));
        CLAIM((sender.occupancy() == 2));
        int value = 0;
        CLAIM(receiver.tryReceive(value));
        CLAIM((receiver.receive(Deadline::never()).value() == 2));
    }
    for (int value = 0; value < 4; ++value)
        CLAIM(sender.trySend(value));
    CLAIM((sender.trySend(5) == ChannelResult::full));
    const auto late = sender.send(5, Deadline::in(std::chrono::microseconds(1)));
    CLAIM((late == ChannelResult::timeout || late == ChannelResult::full)); // full: it had passed before
    const auto writable = sender.writable();
    CLAIM(waitAny(Deadline::immediately(), writable).none());
    int sum = 0;
    for (const int value : receiver.drain())
        sum += value;
    CLAIM(sum == 6);
    CLAIM(sender.trySend(7));
    sender.close();
    CLAIM((sender.trySend(8) == ChannelResult::closed));
    for (const int value : receiver)
        sum += value;
    CLAIM(sum == 13);
}

} // namespace

TEST_CASE(
    "a channel that cannot be made leaves nothing behind, and a channel that was made needs no more memory") {
    sweepChannel(
        "SPSC", [](std::size_t capacity) { return makeSpscChannel<int>(capacity); },
        [](auto& channel) {
            std::array<int, 2> some{1, 2};
            CLAIM((channel.sender.send(std::span<const int>(some)) == 2));
            CLAIM((channel.receiver.receive(std::span<int>(some)) == 2));
            useQueue(channel);
        });
    sweepChannel(
        "MPSC", [](std::size_t capacity) { return makeMpscChannel<int>(capacity); },
        [](auto& channel) {
            auto clone = channel.sender;
            CLAIM(clone.trySend(1));
            CLAIM((channel.receiver.tryReceive().value() == 1));
            useQueue(channel);
        });
    sweepChannel(
        "MPMC", [](std::size_t capacity) { return makeMpmcQueue<int>(capacity); },
        [](auto& channel) {
            auto clone = channel.sender;
            auto second = channel.receiver;
            std::array<int, 2> some{1, 2};
            CLAIM((clone.sendSome(some, Deadline::immediately()) == 2));
            CLAIM((second.receiveSome(some, Deadline::immediately()) == 2));
            useQueue(channel);
        });
    sweepChannel(
        "lossy", [](std::size_t capacity) { return makeLossyChannel<int>(capacity); },
        [](auto& channel) {
            auto& [sender, receiver] = channel;
            useWaiting(receiver);
            for (int value = 0; value < 100; ++value)
                sender.send(value);
            int value = 0;
            CLAIM(receiver.tryReceive(value));
            CLAIM((receiver.lost() > 0));
            for (const int kept : receiver.drain())
                CLAIM(kept > value);
            sender.close();
            CLAIM((receiver.receive(Deadline::never()).error() == ChannelResult::closed));
        });
}

TEST_CASE("a channel of objects that cannot be made, or is left full, ends every object once") {
    const auto leaveFull = [](auto make) {
        return [make](Attempt& attempt) {
            std::optional<decltype(make())> channel;
            attempt([&] { channel.emplace(make()); });
            if (!channel)
                return;
            attempt([&] {
                for (int number = 1; number < 10; ++number) {
                    Payload payload(number);
                    if (!channel->sender.trySend(std::move(payload)))
                        CLAIM(payload.number() == number);
                }
                CLAIM((channel->receiver.tryReceive().value().number() == 1));
            });
        };
    };
    sweep("SPSC of objects", leaveFull([] { return makeSpscChannel<Payload>(4); }));
    sweep("MPSC of objects", leaveFull([] { return makeMpscChannel<Payload>(4); }));
    sweep("MPMC of objects", leaveFull([] { return makeMpmcQueue<Payload>(4); }));
}

TEST_CASE("an end without a channel says so, or fails for want of memory") {
    sweep("readable without a channel", [](Attempt& attempt) {
        const SpscReceiver<int> none;
        attempt([&] {
            try {
                static_cast<void>(none.readable());
                FAIL_CHECK("there is nothing to wait for");
            } catch (const base::Failure& failure) {
                CLAIM((failure.code() == base::ErrorCode::closed));
            }
        });
    });
}

TEST_CASE("a rendezvous channel that cannot be made leaves nothing behind; meeting needs no memory") {
    sweep("rendezvous: construction", [](Attempt& attempt) {
        std::optional<RendezvousChannel<int>> channel;
        const bool made = attempt([&] { channel.emplace(makeRendezvousChannel<int>()); });
        CLAIM(made == channel.has_value());
    });
    sweepNothing("rendezvous: operations", [](Attempt& attempt) {
        auto [sender, receiver] = makeRendezvousChannel<int>();
        std::thread giver([&end = sender] {
            for (int number = 1; number < 4; ++number)
                CLAIM(end.send(number, Deadline::never()));
        });
        CLAIM(attempt([&from = receiver, &to = sender] {
            auto clone = from;
            for (int number = 1; number < 4; ++number)
                CLAIM((clone.receive(Deadline::never()).value() == number));
            CLAIM((to.trySend(4) == ChannelResult::full));
            CLAIM((from.tryReceive().error() == ChannelResult::empty));
            useWaiting(from);
            to.close();
            CLAIM((from.receive(Deadline::never()).error() == ChannelResult::closed));
        }));
        giver.join();
    });
}

TEST_CASE("a latest value that cannot be made leaves nothing behind, and then needs no more memory") {
    sweep("latest value: construction", [](Attempt& attempt) {
        std::optional<LatestValue<int>> value;
        const bool made = attempt([&] { value.emplace(makeLatestValue(3)); });
        CLAIM(made == value.has_value());
        if (value)
            CLAIM(value->reader.read() == 3);
    });
    sweepNothing("latest value: operations", [](Attempt& attempt) {
        std::optional<LatestValue<int>> value(makeLatestValue(3));
        CLAIM(attempt([&] {
            value->writer.write(4);
            CLAIM((value->reader.read() == 4));
            CLAIM((value->reader.statistics().sent == 1));
            const auto readable = value->reader.readable();
            CLAIM(waitAny(Deadline::immediately(), readable).none());
            value.reset();
        }));
    });
}

TEST_CASE("an exchange that runs out of memory leaves the object with its publisher") {
    sweep("exchange: construction", [](Attempt& attempt) {
        const auto reclaimer = std::make_shared<Reclaimer>();
        std::optional<Exchange<Payload>> exchange;
        const bool made = attempt([&] { exchange.emplace(makeExchange<Payload>(reclaimer)); });
        CLAIM(made == exchange.has_value());
        CLAIM((reclaimer.use_count() == (exchange ? 2 : 1)));
    });
    sweep("exchange: publish", [](Attempt& attempt) {
        auto exchange = makeExchange<Payload>(std::make_shared<Reclaimer>());
        auto& [writer, reader] = exchange;
        CLAIM(writer.publish(std::make_unique<Payload>(1)));
        CLAIM((reader.adopt()->number() == 1));
        auto object = std::make_unique<Payload>(2);
        const bool published = attempt([&] { CLAIM(writer.publish(std::move(object))); });
        CLAIM(published == (object == nullptr));
        if (!published) {
            CLAIM(reader.adopt()->number() == 1);
            CLAIM(writer.publish(std::move(object)));
        }
        CLAIM((reader.adopt()->number() == 2));
        CLAIM((writer.statistics().sent == 2));
    });
    sweepNothing("exchange: adopt, and the other operations", [](Attempt& attempt) {
        auto exchange = makeExchange<Payload>(std::make_shared<Reclaimer>());
        auto& [writer, reader] = exchange;
        CLAIM(writer.publish(std::make_unique<Payload>(1)));
        CLAIM(attempt([&, &from = reader, &to = writer] {
            CLAIM((from.adopt()->number() == 1));
            CLAIM((from.tryAdoptNew() == ChannelResult::empty));
            CLAIM(!from.adoptNew(Deadline::in(std::chrono::microseconds(1))));
            to.close();
            CLAIM((from.tryAdoptNew() == ChannelResult::closed));
        }));
    });
}

TEST_CASE("retiring and collecting need no memory") {
    struct Retired final : Retirable {
        Payload payload{1};
    };
    sweepNothing("Reclaimer", [](Attempt& attempt) {
        auto first = std::make_unique<Retired>();
        auto second = std::make_unique<Retired>();
        CLAIM(attempt([&] {
            Reclaimer reclaimer;
            reclaimer.retire(first.release());
            CLAIM((reclaimer.collect() == 1));
            reclaimer.retire(second.release());
        }));
    });
}
