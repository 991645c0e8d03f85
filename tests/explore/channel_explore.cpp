// SPDX-License-Identifier: MIT
#include <array>
#include <chrono>
#include <explore/explorer.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>
#include <rondo/concurrency/wait_any.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t allTimers = std::chrono::nanoseconds(1h).count();

template <class Ends>
void twoSendersBlock(Ends ends) {
    auto& [sender, receiver] = ends;
    Thread first(
        [own = sender] { explore::check(bool(own.send(Traced(1), Deadline::never())), "it is sent"); });
    Thread second([own = std::move(sender)] {
        explore::check(bool(own.send(Traced(10), Deadline::never())), "it is sent");
        explore::check(bool(own.send(Traced(20), Deadline::never())), "it is sent");
    });
    int sum = 0, tens = 0;
    for (;;) {
        auto item = receiver.receive(Deadline::never());
        if (!item) {
            explore::check(item.error() == ChannelResult::closed, "only the end ends it");
            break;
        }
        sum += item->value();
        if (item->value() >= 10) {
            explore::check(item->value() > tens, "each sender's items come in its order");
            tens = item->value();
        }
    }
    explore::check(sum == 31, "every item arrives once");
    first.join();
    second.join();
}

template <class Ends>
void twoReceiversBlock(Ends ends) {
    auto& [sender, receiver] = ends;
    std::array<int, 2> sums{};
    const auto receiveAll = [](auto own, int& sum) {
        while (auto item = own.receive(Deadline::never()))
            sum += item->value();
    };
    Thread first([&, own = receiver] { receiveAll(own, sums[0]); });
    Thread second([&, own = std::move(receiver)] { receiveAll(own, sums[1]); });
    for (int value : {1, 10, 100})
        explore::check(bool(sender.send(Traced(value), Deadline::never())), "it is sent");
    sender.close();
    first.join();
    second.join();
    explore::check(sums[0] + sums[1] == 111, "every item arrives once");
}

template <class Ends>
void closeMeetsSend(Ends ends) {
    auto& [sender, receiver] = ends;
    ChannelResult sent = ChannelResult::done;
    Thread producer([&sent, own = std::move(sender)] {
        Traced item(5);
        sent = own.send(std::move(item), Deadline::never());
        explore::check(sent || item.value() == 5, "what is not sent stays with its sender");
    });
    receiver.close();
    int received = 0;
    for (;;) {
        auto item = receiver.tryReceive();
        if (item)
            ++received;
        else if (item.error() == ChannelResult::closed)
            break;
        else
            explore::yield();
    }
    producer.join();
    explore::check(received == (sent ? 1 : 0), "sent is received, closed is not");
}

template <class Ends>
void receiverLeaves(Ends ends) {
    auto& [sender, receiver] = ends;
    Thread consumer([own = std::move(receiver)]() mutable { static_cast<void>(own.tryReceive()); });
    ChannelResult last = ChannelResult::done;
    for (int value = 1; value <= 6 && last; ++value)
        last = sender.send(Traced(value), Deadline::never());
    explore::check(last == ChannelResult::closed, "the sender learns that nobody receives");
    consumer.join();
}

template <class Ends>
void someGiveUp(Ends ends) {
    auto& [sender, receiver] = ends;
    int received = 0;
    Thread hasty(
        [&received, own = receiver]() mutable { received += own.receive(Deadline::in(300us)) ? 1 : 0; });
    int other = 0;
    Thread patient([&other, own = receiver]() mutable { other += own.receive(Deadline::in(1s)) ? 1 : 0; });
    int sent = 0;
    for (int value : {1, 2})
        sent += sender.send(Traced(value), Deadline::in(300us)) ? 1 : 0;
    sender.close();
    hasty.join();
    patient.join();
    received += other;
    while (auto item = receiver.tryReceive())
        ++received;
    explore::check(received == sent, "what was sent is received, once");
}

} // namespace

TEST_CASE("mpsc: two senders block in a channel of one; nothing is lost, and the end comes last") {
    explore::mustHold({.share = 1.5}, [] { twoSendersBlock(makeMpscChannel<Traced>(1)); });
}
TEST_CASE("mpsc: room for two, wrapping") {
    explore::mustHold({.share = 1.5}, [] { twoSendersBlock(makeMpscChannel<Traced>(2)); });
}
TEST_CASE("mpsc: a close meets a send: received or given back") {
    explore::mustHold({}, [] { closeMeetsSend(makeMpscChannel<Traced>(1)); });
}
TEST_CASE("mpsc: a receiver that leaves answers its senders, and every item dies once") {
    explore::mustHold({}, [] { receiverLeaves(makeMpscChannel<Traced>(1)); });
}
TEST_CASE("mpsc: attempts from three senders hold the channel's bound") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(2);
        std::array<bool, 2> sent{};
        Thread first([&, own = sender] { sent[0] = bool(own.trySend(Traced(1))); });
        Thread second([&, own = sender] { sent[1] = bool(own.trySend(Traced(2))); });
        bool mine = bool(sender.trySend(Traced(4)));
        const int early = [&, &receiver = receiver] {
            auto item = receiver.tryReceive();
            return item ? item->value() : 0;
        }();
        first.join();
        second.join();
        int got = early;
        while (auto item = receiver.tryReceive())
            got += item->value();
        explore::check(got == (sent[0] ? 1 : 0) + (sent[1] ? 2 : 0) + (mine ? 4 : 0), "sent is received, once");
        explore::check(sent[0] + sent[1] + mine >= 2, "two fit");
    });
}
TEST_CASE("mpsc: wait-any learns of an item, and a sender of room") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(1);
        Thread producer([own = std::move(sender)] {
            explore::check(bool(own.trySend(Traced(1))), "there is room");
            explore::check(waitAny(Deadline::never(), own.writable()).any(), "there is room again");
            explore::check(bool(own.trySend(Traced(2))), "there is room");
        });
        for (int value : {1, 2}) {
            explore::check(waitAny(Deadline::never(), receiver.readable()).any(), "there is an item");
            const auto item = receiver.tryReceive();
            explore::check(item && item->value() == value, "items arrive in order");
        }
        producer.join();
    });
}

TEST_CASE("mpmc: two senders block in a queue of one") {
    explore::mustHold({.share = 1.5}, [] { twoSendersBlock(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("mpmc: two receivers share, and both learn of the end") {
    explore::mustHold({.share = 1.5}, [] { twoReceiversBlock(makeMpmcQueue<Traced>(1)); });
    explore::mustHold({.share = 1.5}, [] { twoReceiversBlock(makeMpmcQueue<Traced>(2)); });
}
TEST_CASE("mpmc: two senders and two receivers in a queue of two") {
    explore::mustHold({.share = 1.5}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(2);
        std::array<int, 2> got{};
        Thread one(
            [&, own = sender] { explore::check(bool(own.send(Traced(1), Deadline::never())), "it is sent"); });
        Thread two(
            [&, own = sender] { explore::check(bool(own.send(Traced(2), Deadline::never())), "it is sent"); });
        Thread three([&, own = receiver]() mutable { got[0] = own.receive(Deadline::never())->value(); });
        got[1] = receiver.receive(Deadline::never())->value();
        one.join();
        two.join();
        three.join();
        explore::check(got[0] + got[1] == 3 && got[0] * got[1] == 2, "each gets one item");
    });
}
TEST_CASE("mpmc: a close meets a send: received or given back") {
    explore::mustHold({}, [] { closeMeetsSend(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("mpmc: receivers that leave answer their senders, and every item dies once") {
    explore::mustHold({}, [] { receiverLeaves(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("mpmc: some give up in time, others get their items") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 1.5},
                      [] { someGiveUp(makeMpmcQueue<Traced>(1)); });
}
TEST_CASE("mpmc: wait-any learns of an item, and a sender of room") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(1);
        Thread producer([own = std::move(sender)] {
            explore::check(bool(own.trySend(Traced(1))), "there is room");
            explore::check(waitAny(Deadline::never(), own.writable()).any(), "there is room again");
            explore::check(bool(own.trySend(Traced(2))), "there is room");
        });
        for (int value : {1, 2}) {
            explore::check(waitAny(Deadline::never(), receiver.readable()).any(), "there is an item");
            const auto item = receiver.tryReceive();
            explore::check(item && item->value() == value, "items arrive in order");
        }
        producer.join();
    });
}

TEST_CASE("rendezvous: each item changes hands once, whoever comes first") {
    explore::mustHold({}, [] { twoSendersBlock(makeRendezvousChannel<Traced>()); });
    explore::mustHold({}, [] { twoReceiversBlock(makeRendezvousChannel<Traced>()); });
}
TEST_CASE("rendezvous: a close answers those who wait, and what was not met stays with its sender") {
    explore::mustHold({}, [] { closeMeetsSend(makeRendezvousChannel<Traced>()); });
    explore::mustHold({}, [] { receiverLeaves(makeRendezvousChannel<Traced>()); });
}
TEST_CASE("rendezvous: some give up in time, others meet") {
    explore::mustHold({.world = {.longestPoll = allTimers}, .share = 1.5},
                      [] { someGiveUp(makeRendezvousChannel<Traced>()); });
}
TEST_CASE("rendezvous: wait-any learns of a partner") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeRendezvousChannel<Traced>();
        Thread producer([own = std::move(sender)] {
            explore::check(bool(own.send(Traced(1), Deadline::never())), "somebody takes it");
        });
        explore::check(waitAny(Deadline::never(), receiver.readable()).any(), "somebody offers");
        const auto item = receiver.tryReceive();
        explore::check(item && item->value() == 1, "and it is there");
        producer.join();
    });
}
