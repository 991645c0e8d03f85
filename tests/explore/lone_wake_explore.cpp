// SPDX-License-Identifier: MIT
//
// One thing happens and nothing after it: if its wake-up were lost, nothing else would end the wait.
#include <explore/explorer.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/spsc_channel.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

TEST_CASE("lone wake: one item, one room, one end of a spsc channel") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        Thread other([&receiver = receiver] {
            explore::check(receiver.receive(Deadline::never()) == 1, "the item arrives");
        });
        explore::check(bool(sender.send(1, Deadline::never())), "it is sent");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        explore::check(bool(sender.trySend(1)), "there is room");
        Thread other([&sender = sender] {
            explore::check(bool(sender.send(2, Deadline::never())), "there is room again");
        });
        explore::check(receiver.receive(Deadline::never()) == 1, "the item arrives");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        Thread other([&receiver = receiver] {
            explore::check(receiver.receive(Deadline::never()).error() == ChannelResult::closed, "the end");
        });
        sender.close();
        other.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        explore::check(bool(sender.trySend(1)), "there is room");
        Thread other([&sender = sender] {
            explore::check(sender.send(2, Deadline::never()) == ChannelResult::closed, "the end");
        });
        receiver.close();
        other.join();
    });
}

TEST_CASE("lone wake: one item, one end of a lossy channel") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(1);
        Thread other([&receiver = receiver] {
            explore::check(receiver.receive(Deadline::never()) == 1, "the item arrives");
        });
        sender.send(1);
        other.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(1);
        Thread other([&receiver = receiver] {
            explore::check(receiver.receive(Deadline::never()).error() == ChannelResult::closed, "the end");
        });
        sender.close();
        other.join();
    });
}

TEST_CASE("lone wake: one write, one end of a latest value") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(0);
        Thread other([&reader = reader] {
            int value = 0;
            explore::check(reader.readNew(value, Deadline::never()) && value == 1, "the value arrives");
        });
        writer.write(1);
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(0);
        Thread other([&reader = reader] {
            int value = 0;
            explore::check(reader.readNew(value, Deadline::never()) == ChannelResult::closed, "the end");
        });
        writer.close();
        other.join();
    });
}

TEST_CASE("lone wake: one publish, one end of an exchange") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread other([&reader = reader] {
            explore::check(reader.adoptNew(Deadline::never()) && reader.current()->value() == 1, "it arrives");
        });
        explore::check(bool(writer.publish(std::make_unique<Traced>(1))), "it is published");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread other([&reader = reader] {
            explore::check(reader.adoptNew(Deadline::never()) == ChannelResult::closed, "the end");
        });
        writer.close();
        other.join();
    });
}

TEST_CASE("spsc: what a receiver does before it makes room is over when the sender sees the room") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        int plain = 0; // written by the receiver before each pop, read by the sender after each push
        explore::check(bool(sender.trySend(1)), "there is room");
        Thread other([&receiver = receiver, &plain] {
            int item = 0;
            plain = 1;
            explore::check(receiver.tryReceive(item) && item == 1, "the item is there");
        });
        while (!sender.trySend(2))
            explore::yield();
        explore::check(plain == 1, "room came after what the receiver did before");
        other.join();
    });
}

TEST_CASE("spsc: a receiver that closes keeps what it was sent, and what comes too late dies once") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<Traced>(2);
        int sent = 0;
        Thread other([&sender = sender, &sent] {
            while (sent < 2 && sender.trySend(Traced(sent + 1)))
                ++sent;
        });
        receiver.close();
        int received = 0;
        for (;;) {
            const auto item = receiver.tryReceive();
            if (!item)
                break;
            explore::check(item->value() == ++received, "in order");
        }
        explore::check(receiver.tryReceive().error() == ChannelResult::closed, "closed, for ever");
        other.join();
        explore::check(receiver.tryReceive().error() == ChannelResult::closed, "closed, for ever");
        explore::check(received <= sent, "nothing out of nothing");
    });
}

TEST_CASE("exchange: what a reader did before it adopted is over when the writer sees it adopted") {
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        explore::check(bool(writer.publish(std::make_unique<Traced>(1))), "it is published");
        int plain = 0;
        Thread other([&reader = reader, &plain] {
            plain = 1;
            reader.adopt();
        });
        while (!writer.adopted())
            explore::yield();
        explore::check(plain == 1, "the adoption came after");
        other.join();
    });
}
