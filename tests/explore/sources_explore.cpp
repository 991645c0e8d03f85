// SPDX-License-Identifier: MIT
//
// What can be waited for beside the operations themselves, and what the observers of a channel promise.
#include <explore/explorer.h>
#include <rondo/concurrency/event_group.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/executor.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>
#include <rondo/concurrency/rendezvous_slot.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/stop_source.h>
#include <rondo/concurrency/wait_any.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

namespace {

void awaited(WaitSource source) {
    explore::check(waitAny(Deadline::never(), source).any(), "what was waited for is ready");
}

// The receiving end is woken by an item, and by an end that comes without one.
template <class Make, class Send>
void receiverHearsOfAll(Make make, Send send) {
    for (const bool sends : {true, false})
        explore::mustHold({.share = 0.5}, [&] {
            auto ends = make();
            Thread other([&ends, &send, sends] {
                if (sends)
                    send(ends);
                else
                    ends.first.close();
            });
            awaited(ends.second.readable());
            other.join();
        });
}

// The sending end of a full channel is woken by room, and by an end that comes without it.
template <class Make>
void senderHearsOfAll(Make make) {
    for (const bool takes : {true, false})
        explore::mustHold({.share = 0.5}, [&] {
            auto ends = make();
            explore::check(bool(ends.first.trySend(Traced(1))), "there is room");
            Thread other([&ends, takes] {
                if (takes)
                    explore::check(bool(ends.second.tryReceive()), "there is an item");
                else
                    ends.second.close();
            });
            awaited(ends.first.writable());
            other.join();
        });
}

template <class Channel>
auto endsOf(Channel channel) {
    return std::pair(std::move(channel.sender), std::move(channel.receiver));
}

// Who sees that a channel is closed sees all that was sent before.
template <class Ends>
void closedComesLast(Ends ends) {
    auto& [sender, receiver] = ends;
    Thread producer([own = std::move(sender)]() mutable {
        explore::check(bool(own.trySend(Traced(1))), "there is room");
        own.close();
    });
    const bool closed = receiver.closed();
    const auto item = receiver.tryReceive();
    explore::check(item || !closed, "what was sent before the close is there");
    producer.join();
}

// A third thread that looks at the figures never sees more inside, or more received, than was sent by then.
template <class Ends>
void figuresAreBounded(Ends ends) {
    auto& [sender, receiver] = ends;
    Thread watcher([&receiver = receiver] {
        explore::check(receiver.occupancy() <= 2, "no more inside than was ever sent");
        const auto seen = receiver.statistics();
        explore::check(seen.occupancy <= 2 && seen.highWater <= 2, "no more inside than was ever sent");
        explore::check(seen.received <= seen.sent && seen.sent <= 2, "no more received than sent");
    });
    for (int value : {1, 2}) {
        explore::check(bool(sender.trySend(Traced(value))), "there is room");
        explore::check(bool(receiver.tryReceive()), "there is an item");
    }
    explore::check(receiver.occupancy() == 0, "nothing is inside");
    watcher.join();
}

// Nor that more was lost than came out.
template <class Ends>
void lossesAreBounded(Ends ends) {
    auto& [sender, receiver] = ends;
    explore::check(bool(sender.trySend(Traced(1))), "there is room");
    Thread watcher([&receiver = receiver] {
        const auto seen = receiver.statistics();
        explore::check(seen.received + seen.lost <= seen.sent && seen.received <= 1, "at most one came out");
    });
    explore::check(receiver.reset() == 1, "one is destroyed");
    watcher.join();
    const auto seen = receiver.statistics();
    explore::check(seen.received == 0 && seen.lost == 1, "it was lost, and not received");
}

} // namespace

TEST_CASE("mpsc: a watcher hears of an item, of the end, and of room") {
    const auto make = [] { return endsOf(makeMpscChannel<Traced>(1)); };
    receiverHearsOfAll(
        make, [](auto& ends) { explore::check(bool(ends.first.trySend(Traced(1))), "there is room"); });
    senderHearsOfAll(make);
}
TEST_CASE("mpmc: a watcher hears of an item, of the end, and of room") {
    const auto make = [] { return endsOf(makeMpmcQueue<Traced>(1)); };
    receiverHearsOfAll(
        make, [](auto& ends) { explore::check(bool(ends.first.trySend(Traced(1))), "there is room"); });
    senderHearsOfAll(make);
}
TEST_CASE("rendezvous: a watcher on either side hears of the end") {
    for (const bool sends : {true, false})
        explore::mustHold({.share = 0.5}, [sends] {
            auto [sender, receiver] = makeRendezvousChannel<Traced>();
            Thread closer([end = sender] { end.close(); });
            awaited(sends ? sender.writable() : receiver.readable());
            closer.join();
        });
}
TEST_CASE("lossy: a watcher hears of an item and of the end") {
    receiverHearsOfAll(
        [] {
            auto channel = makeLossyChannel<int>(1);
            return std::pair(std::move(channel.sender), std::move(channel.receiver));
        },
        [](auto& ends) { ends.first.send(1); });
}
TEST_CASE("latest value: a watcher hears of a value and of the end") {
    receiverHearsOfAll(
        [] {
            auto value = makeLatestValue(0);
            return std::pair(std::move(value.writer), std::move(value.reader));
        },
        [](auto& ends) { ends.first.write(1); });
}
TEST_CASE("exchange: a watcher hears of an object and of the end") {
    receiverHearsOfAll(
        [] {
            auto exchange = makeExchange<Traced>(std::make_shared<Reclaimer>());
            return std::pair(std::move(exchange.writer), std::move(exchange.reader));
        },
        [](auto& ends) { static_cast<void>(ends.first.publish(std::make_unique<Traced>(1))); });
}
TEST_CASE("event group: watchers hear of any and of all flags, and of the end") {
    for (const bool sets : {true, false})
        explore::mustHold({}, [sets] {
            EventGroup group;
            Thread setter([&group, sets] {
                if (sets)
                    group.set(3);
                else
                    group.close();
            });
            Thread all([&group] { awaited(group.allOf(3)); });
            awaited(group.anyOf(1));
            all.join();
            setter.join();
        });
}
TEST_CASE("rendezvous slot: a watcher hears of a gift and of the end") {
    for (const bool gives : {true, false})
        explore::mustHold({.share = 0.5}, [gives] {
            RendezvousSlot<Traced> slot;
            Thread giver([&slot, gives] {
                if (gives)
                    explore::check(bool(slot.give(Traced(1))), "it is given");
                else
                    slot.close();
            });
            awaited(slot.takeable());
            giver.join();
        });
}
TEST_CASE("executor: a watcher hears of its end") {
    explore::mustHold({.world = {.longestPoll = std::chrono::nanoseconds(1ms).count()}}, [] {
        Executor executor({.postCapacity = 1});
        Thread watcher([&executor] { awaited(executor.ended()); });
        executor.close();
        watcher.join();
    });
}
TEST_CASE("executor: after a closure threw, the policy poison lets nothing run, and says so everywhere") {
    explore::mustHold({.world = {.longestPoll = std::chrono::nanoseconds(1ms).count()}}, [] {
        Executor executor({.onThrow = ThrowPolicy::poison, .postCapacity = 1});
        int ran = 0;
        Thread other([&] {
            const auto result = executor.trySubmit([&ran] { ++ran; });
            explore::check(result ? ran == 1 : result.error().code == rondo::base::ErrorCode::poisoned,
                           "it ran or says why not");
        });
        try {
            executor.submit([] { throw 1; });
            explore::check(false, "the exception reaches its submitter");
        } catch (int) {
        }
        const auto posted = executor.post([] { explore::check(false, "nothing runs any more"); });
        explore::check(!posted && posted.error().why == rondo::base::ErrorCode::poisoned, "a post is refused");
        other.join();
    });
}

TEST_CASE("spsc: who sees it closed sees all that was sent") {
    explore::mustHold({.share = 0.5}, [] { closedComesLast(makeSpscChannel<Traced>(1)); });
}
TEST_CASE("mpsc: who sees it closed sees all that was sent") {
    explore::mustHold({.share = 0.5}, [] { closedComesLast(makeMpscChannel<Traced>(1)); });
}
TEST_CASE("mpmc: who sees it closed sees all that was sent") {
    explore::mustHold({.share = 0.5}, [] { closedComesLast(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("lossy, latest value, exchange: who sees it closed sees all that was sent") {
    explore::mustHold({.share = 0.5}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(1);
        Thread producer([own = std::move(sender)]() mutable { own.send(1); });
        const bool closed = receiver.closed();
        explore::check(receiver.tryReceive() || !closed, "what was sent before the close is there");
        producer.join();
    });
    explore::mustHold({.share = 0.5}, [] {
        auto [writer, reader] = makeLatestValue(0);
        Thread producer([own = std::move(writer)]() mutable { own.write(1); });
        const bool closed = reader.closed();
        int value = 0;
        explore::check(reader.tryReadNew(value) || !closed, "what was written before the close is there");
        producer.join();
    });
    explore::mustHold({.share = 0.5}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread producer([own = std::move(writer)]() mutable {
            static_cast<void>(own.publish(std::make_unique<Traced>(1)));
        });
        const bool closed = reader.closed();
        explore::check(reader.tryAdoptNew() || !closed, "what was published before the close is there");
        producer.join();
    });
}
TEST_CASE("stop: who sees the request by a look sees what came before it") {
    explore::mustHold({.share = 0.5}, [] {
        StopSource stop;
        int message = 0;
        Thread worker([&message, token = stop.token()] {
            if (token.stopRequested())
                explore::check(message == 42, "the message came before the request");
        });
        Thread other([&message, source = stop] {
            if (source.stopRequested())
                explore::check(message == 42, "the message came before the request");
        });
        message = 42;
        stop.requestStop();
        worker.join();
        other.join();
    });
}
TEST_CASE("spsc: the figures that a third thread sees are bounded") {
    explore::mustHold({.share = 0.5}, [] { figuresAreBounded(makeSpscChannel<Traced>(4)); });
}
TEST_CASE("mpsc: the figures that a third thread sees are bounded") {
    explore::mustHold({.share = 0.5}, [] { figuresAreBounded(makeMpscChannel<Traced>(4)); });
    explore::mustHold({.share = 0.5}, [] { lossesAreBounded(makeMpscChannel<Traced>(4)); });
}
TEST_CASE("mpmc: the figures that a third thread sees are bounded") {
    explore::mustHold({.share = 0.5}, [] { figuresAreBounded(makeMpmcQueue<Traced>(4)); });
    explore::mustHold({.share = 0.5}, [] { lossesAreBounded(makeMpmcQueue<Traced>(4)); });
}
