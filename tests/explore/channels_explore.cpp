// SPDX-License-Identifier: MIT
//
// The channels with many ends.
#include <explore/explorer.h>
#include <rondo/concurrency/mpmc_queue.h>
#include <rondo/concurrency/mpsc_channel.h>
#include <rondo/concurrency/rendezvous_channel.h>
#include <rondo/concurrency/wait_any.h>

using explore::check;
using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

namespace {

template <class Sender>
void sendAll(const Sender& sender, int first, int count) {
    for (int value = first; value < first + count; ++value)
        check(bool(sender.send(Traced(value), Deadline::never())), "it is sent");
}

// A value that lets everybody else go on while it is moved for the given time: into the channel, then out of
// it.
class Slow {
public:
    explicit Slow(int move) noexcept : left_(move) {}
    Slow(Slow&& other) noexcept : left_(other.left_ - 1) {
        if (left_ == 0)
            explore::yield();
    }

private:
    int left_;
};

} // namespace

TEST_CASE("mpsc: two senders in a channel that wraps: all arrive, in each sender's order, then comes the end") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(2);
        Thread first([end = sender] { sendAll(end, 1, 2); });
        Thread second([end = std::move(sender)] { sendAll(end, 11, 2); });
        int low = 1;
        int high = 11;
        for (int count = 0; count < 4; ++count) {
            auto item = receiver.receive(Deadline::never());
            check(item.has_value(), "an item before the end");
            check(item->value() == (item->value() < 10 ? low++ : high++), "each sender's items are in order");
        }
        check(receiver.receive(Deadline::never()).error() == ChannelResult::closed, "then comes the end");
        first.join();
        second.join();
    });
}

TEST_CASE("mpsc: two senders wait for the one place, and none misses its turn") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(1);
        Thread first([end = sender] { sendAll(end, 1, 1); });
        Thread second([end = sender] { sendAll(end, 2, 1); });
        int sum = 0;
        for (int count = 0; count < 2; ++count)
            sum += receiver.receive(Deadline::never()).value().value();
        first.join();
        second.join();
        check(sum == 3, "each arrived");
    });
}

TEST_CASE("mpsc: attempts on both sides, no item twice, none lost") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(2);
        Thread first([end = sender] { check(bool(end.trySend(Traced(1))), "there is room"); });
        Thread second([end = sender] { check(bool(end.trySend(Traced(2))), "there is room"); });
        int sum = 0;
        for (int turn = 0; turn < 3; ++turn)
            if (auto item = receiver.tryReceive())
                sum += item->value();
        first.join();
        second.join();
        while (auto item = receiver.tryReceive())
            sum += item->value();
        check(sum == 3, "both arrived");
    });
}

TEST_CASE("mpsc: a receiver that leaves: an item is returned, or dies there, once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(1);
        Thread leaving([end = std::move(receiver)]() mutable { static_cast<void>(end.tryReceive()); });
        ChannelResult last = ChannelResult::done;
        for (int value = 1; value <= 3 && last; ++value) {
            Traced item(value);
            last = sender.send(std::move(item), Deadline::never());
            check(last || item.value() == value, "what is not sent is the sender's");
        }
        check(last == ChannelResult::closed, "the sender learns that nobody receives");
        leaving.join();
    });
}

TEST_CASE("mpsc: closing against a send: sent and received, or returned") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(1);
        int sent = 0;
        Thread sending([&sent, end = sender] {
            Traced item(1);
            const auto result = end.trySend(std::move(item));
            check(result || (result == ChannelResult::closed && item.value() == 1), "sent or returned");
            sent = result ? 1 : 0;
        });
        Thread closing([end = sender] { end.close(); });
        int received = 0;
        while (auto item = receiver.receive(Deadline::never()))
            received += item->value();
        sending.join();
        closing.join();
        check(received == sent, "what was sent came before the end");
    });
}

TEST_CASE("mpsc: an item that goes back to its sender does not count as sent") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Slow>(4);
        Thread sending([end = sender] { static_cast<void>(end.trySend(Slow(1))); });
        receiver.close();
        const bool received = receiver.tryReceive().has_value();
        check(receiver.statistics().sent <= 1, "one at most was sent");
        sending.join();
        check(receiver.statistics().sent == (received ? 1U : 0U), "what was received was sent");
    });
}

TEST_CASE("mpsc: closing wakes a sender that waits for room") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<Traced>(1);
        check(bool(sender.trySend(Traced(1))), "there is room");
        Thread waiting([end = sender] {
            check(end.send(Traced(2), Deadline::never()) == ChannelResult::closed, "it is closed");
        });
        sender.close();
        waiting.join();
        check(receiver.tryReceive()->value() == 1, "what was inside can be received");
    });
}

TEST_CASE("mpsc: wait-any sees an item and room without a look of its own") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<int>(1);
        Thread producer([end = sender] {
            check(bool(end.trySend(1)), "there is room");
            check(waitAny(Deadline::never(), end.writable()).any(), "there is room again");
            check(bool(end.trySend(2)), "there still is");
        });
        int item = 0;
        for (int next = 1; next <= 2; ++next) {
            check(waitAny(Deadline::never(), receiver.readable()).any(), "there is an item");
            check(receiver.tryReceive(item) && item == next, "there still is");
        }
        producer.join();
    });
}

TEST_CASE("mpsc: wait-any sees the closing without a look of its own") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpscChannel<int>(1);
        check(bool(sender.trySend(1)), "there is room");
        Thread closing([end = sender] { end.close(); });
        check(waitAny(Deadline::never(), sender.writable()).any(), "it would not say full");
        check(sender.trySend(2) == ChannelResult::closed, "it is closed");
        closing.join();
    });
}

TEST_CASE("mpmc: two senders and two receivers: each item once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(2);
        int taken = 0;
        Thread first([end = sender] { sendAll(end, 1, 1); });
        Thread second([end = sender] { sendAll(end, 2, 1); });
        Thread third(
            [&taken, end = receiver]() mutable { taken = end.receive(Deadline::never()).value().value(); });
        const int mine = receiver.receive(Deadline::never()).value().value();
        first.join();
        second.join();
        third.join();
        check(mine + taken == 3, "each item went to one receiver");
    });
}

TEST_CASE("mpmc: an item that became visible late does not leave a receiver asleep over the one behind it") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(2);
        Thread first(
            [end = receiver]() mutable { check(end.receive(Deadline::never()).has_value(), "an item"); });
        Thread second(
            [end = receiver]() mutable { check(end.receive(Deadline::never()).has_value(), "an item"); });
        Thread third([end = sender] { check(bool(end.trySend(Traced(1))), "there is room"); });
        check(bool(sender.trySend(Traced(2))), "there is room");
        first.join();
        second.join();
        third.join();
    });
}

TEST_CASE("mpmc: who takes an item that came in late sees the one behind it and wakes one more") {
    explore::mustHold({.share = 2.0}, [] {
        auto [sender, receiver] = makeMpmcQueue<Slow>(2);
        Thread behind([end = sender] { check(bool(end.trySend(Slow(0))), "there is room"); });
        Thread first(
            [end = receiver]() mutable { check(end.receive(Deadline::never()).has_value(), "an item"); });
        Thread second(
            [end = receiver]() mutable { check(end.receive(Deadline::never()).has_value(), "an item"); });
        check(bool(sender.trySend(Slow(1))), "there is room");
        behind.join();
        first.join();
        second.join();
    });
}

TEST_CASE("mpmc: room that became visible late does not leave a sender asleep over the one behind it") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(2);
        sendAll(sender, 1, 2);
        Thread first([end = sender] { sendAll(end, 3, 1); });
        Thread second([end = sender] { sendAll(end, 4, 1); });
        Thread third([end = receiver]() mutable { check(end.tryReceive().has_value(), "an item"); });
        check(receiver.tryReceive().has_value(), "an item");
        first.join();
        second.join();
        third.join();
    });
}

TEST_CASE("mpmc: who takes room that came late sees the room behind it and wakes one more") {
    explore::mustHold({.share = 2.0}, [] {
        auto [sender, receiver] = makeMpmcQueue<Slow>(2);
        check(sender.trySend(Slow(2)) && sender.trySend(Slow(0)), "there is room");
        Thread behind([end = receiver]() mutable { check(end.tryReceive().has_value(), "an item"); });
        Thread first([end = sender] { check(bool(end.send(Slow(0), Deadline::never())), "it is sent"); });
        Thread second([end = sender] { check(bool(end.send(Slow(0), Deadline::never())), "it is sent"); });
        check(receiver.tryReceive().has_value(), "an item");
        behind.join();
        first.join();
        second.join();
    });
}

TEST_CASE("mpmc: one cell goes round") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(1);
        Thread sending([end = std::move(sender)] { sendAll(end, 1, 3); });
        int expected = 1;
        while (auto item = receiver.receive(Deadline::never()))
            check(item->value() == expected++, "first in, first out");
        check(expected == 4, "all before the end");
        sending.join();
    });
}

TEST_CASE("mpmc: closing against a send: all receivers end, and what was sent is received") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(2);
        int sent = 0;
        int taken = 0;
        Thread sending([&sent, end = sender] { sent = end.trySend(Traced(1)) ? 1 : 0; });
        Thread other([&taken, end = receiver]() mutable {
            while (auto item = end.receive(Deadline::never()))
                taken += item->value();
        });
        Thread closing([end = sender] { end.close(); });
        int received = 0;
        while (auto item = receiver.receive(Deadline::never()))
            received += item->value();
        sending.join();
        other.join();
        closing.join();
        check(received + taken == sent, "what was sent came before the end");
    });
}

TEST_CASE("mpmc: the last item, on its way in when the queue closed, wakes all who wait") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<int>(2);
        Thread sending([end = sender] { static_cast<void>(end.trySend(1)); });
        Thread other([end = receiver]() mutable {
            while (end.receive(Deadline::never()).has_value()) {
            }
        });
        sender.close();
        while (receiver.receive(Deadline::never()).has_value()) {
        }
        sending.join();
        other.join();
    });
}

// Small enough that the search reaches it: the receiver whose turn to be woken is first is only a place in the
// list, and the other does not look before it lies down.
TEST_CASE("mpmc: a queue closed before anybody waited wakes all for the last item on its way in") {
    explore::mustHold({}, [] {
        detail::MpmcCore<int> queue(2);
        const auto take = [](int&&) noexcept {};
        Thread sending([&queue] { static_cast<void>(queue.trySend(1)); });
        Thread waiting([&queue, &take] {
            detail::Parker parker;
            parker.prepare();
            detail::WaitNode first(parker, detail::WaitRole::taker);
            queue.readableList().add(first);
            bool looks = false;
            detail::waitUntil(queue.readableList(), Deadline::never(), [&] {
                ChannelResult result = ChannelResult::done;
                while (looks && result)
                    result = queue.tryReceive(take);
                looks = true;
                return result == ChannelResult::closed;
            });
            queue.readableList().remove(first);
        });
        queue.close();
        sending.join();
        static_cast<void>(queue.tryReceive(take));
        waiting.join();
    });
}

TEST_CASE("mpmc: the last receiver leaves against a send: the item dies once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<Traced>(1);
        Thread leaving([end = std::move(receiver)]() mutable { static_cast<void>(end.tryReceive()); });
        ChannelResult last = ChannelResult::done;
        for (int value = 1; value <= 3 && last; ++value)
            last = sender.send(Traced(value), Deadline::never());
        check(last == ChannelResult::closed, "the sender learns that nobody receives");
        leaving.join();
    });
}

TEST_CASE("mpmc: wait-any sees an item and room without a look of its own") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeMpmcQueue<int>(1);
        Thread producer([end = sender] {
            check(bool(end.send(1, Deadline::never())), "it is sent");
            check(waitAny(Deadline::never(), end.writable()).any(), "there is room again");
            check(bool(end.trySend(2)), "there still is");
        });
        int item = 0;
        for (int next = 1; next <= 2; ++next) {
            check(waitAny(Deadline::never(), receiver.readable()).any(), "there is an item");
            check(receiver.tryReceive(item) && item == next, "there still is");
        }
        producer.join();
    });
}

TEST_CASE("rendezvous: two senders, two receivers: each value once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeRendezvousChannel<Traced>();
        int taken = 0;
        Thread first([end = sender] { sendAll(end, 1, 1); });
        Thread second([end = sender] { sendAll(end, 2, 1); });
        Thread third(
            [&taken, end = receiver]() mutable { taken = end.receive(Deadline::never()).value().value(); });
        const int mine = receiver.receive(Deadline::never()).value().value();
        first.join();
        second.join();
        third.join();
        check(mine + taken == 3, "each value met one receiver");
    });
}

TEST_CASE("rendezvous: a deadline against a partner: met and taken, or neither") {
    explore::mustHold({.world = {.longestPoll = 2'000'000}}, [] {
        auto [sender, receiver] = makeRendezvousChannel<Traced>();
        bool sent = false;
        Thread sending([&sent, end = sender] {
            Traced item(1);
            sent = bool(end.send(std::move(item), Deadline::in(std::chrono::milliseconds(1))));
            check(sent || item.value() == 1, "what is not sent is the sender's");
        });
        const bool received = receiver.tryReceive().has_value();
        sending.join();
        check(sent == received, "both sides say the same");
    });
}

TEST_CASE("rendezvous: closing against a meeting wakes both sides") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeRendezvousChannel<Traced>();
        bool sent = false;
        Thread sending([&sent, end = sender] { sent = bool(end.send(Traced(1), Deadline::never())); });
        Thread closing([end = sender] { end.close(); });
        const bool received = receiver.receive(Deadline::never()).has_value();
        sending.join();
        closing.join();
        check(sent == received, "both sides say the same");
    });
}

TEST_CASE("rendezvous: wait-any sees a waiting sender without a look of its own") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeRendezvousChannel<Traced>();
        Thread sending([end = sender] { sendAll(end, 1, 1); });
        check(waitAny(Deadline::never(), receiver.readable()).any(), "somebody waits");
        check(receiver.tryReceive().has_value(), "and still does");
        sending.join();
    });
}
