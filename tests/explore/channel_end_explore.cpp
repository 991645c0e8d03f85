// SPDX-License-Identifier: MIT
//
// What an end may conclude from `closed`, from the figures and from a wait-any that an end's going ended.
#include <explore/explorer.h>
#include <rondo/concurrency/exchange.h>
#include <rondo/concurrency/latest_value.h>
#include <rondo/concurrency/lossy_channel.h>
#include <rondo/concurrency/spsc_channel.h>
#include <rondo/concurrency/wait_any.h>

using explore::Thread;
using explore::Traced;
using namespace rondo::concurrency;

namespace {
struct Pair {
    int left = 0, right = 0;
};
} // namespace

TEST_CASE("end: who sees closed sees all that was sent before") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(1);
        Thread other([sender = std::move(sender)]() mutable { static_cast<void>(sender.trySend(1)); });
        int item = 0;
        if (receiver.closed())
            explore::check(receiver.tryReceive(item) && item == 1, "the item is there");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(1);
        Thread other([sender = std::move(sender)]() mutable { sender.send(1); });
        int item = 0;
        if (receiver.closed())
            explore::check(receiver.tryReceive(item) && item == 1, "the item is there");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(0);
        Thread other([writer = std::move(writer)]() mutable { writer.write(1); });
        if (reader.closed())
            explore::check(reader.read() == 1, "the value is there");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread other([writer = std::move(writer)]() mutable {
            static_cast<void>(writer.publish(std::make_unique<Traced>(1)));
        });
        if (reader.closed())
            explore::check(reader.adopt() != nullptr && reader.current()->value() == 1, "the object is there");
        other.join();
    });
}

TEST_CASE("end: the answer closed comes after all that was sent before") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<Pair>(2);
        Thread other([sender = std::move(sender)]() mutable { sender.send({1, 1}); });
        Pair item;
        ChannelResult result = ChannelResult::empty;
        while ((result = receiver.tryReceive(item)) == ChannelResult::empty)
            explore::yield();
        explore::check(result && item.left == 1 && item.right == 1, "the item came before the end");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeLatestValue(Pair{});
        Thread other([writer = std::move(writer)]() mutable { writer.write({1, 1}); });
        Pair value;
        ChannelResult result = ChannelResult::empty;
        while ((result = reader.tryReadNew(value)) == ChannelResult::empty)
            explore::yield();
        explore::check(result && value.left == 1 && value.right == 1, "the value came before the end");
        other.join();
    });
    explore::mustHold({}, [] {
        auto [writer, reader] = makeExchange<Traced>(std::make_shared<Reclaimer>());
        Thread other([writer = std::move(writer)]() mutable {
            static_cast<void>(writer.publish(std::make_unique<Traced>(1)));
        });
        ChannelResult result = ChannelResult::empty;
        while ((result = reader.tryAdoptNew()) == ChannelResult::empty)
            explore::yield();
        explore::check(result && reader.current()->value() == 1, "the object came before the end");
        other.join();
    });
}

TEST_CASE("end: a lossy receiver that closed itself gets whole items") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<Pair>(1);
        Thread other([&sender = sender] {
            sender.send({1, 1});
            sender.send({2, 2});
        });
        receiver.close();
        Pair item;
        while (receiver.tryReceive(item))
            explore::check(item.left == item.right && item.left > 0, "the item is whole");
        other.join();
    });
}

TEST_CASE("end: figures that a third thread reads never show less sent than received") {
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeSpscChannel<int>(4);
        Thread producer([&sender = sender] { static_cast<void>(sender.trySend(1)); });
        Thread reader([&sender = sender] {
            explore::check(sender.occupancy() <= 1, "one item at most");
            const auto seen = sender.statistics();
            explore::check(seen.received <= seen.sent && seen.sent <= 1, "sent before received");
        });
        int item = 0;
        static_cast<void>(receiver.tryReceive(item));
        producer.join();
        reader.join();
    });
    explore::mustHold({}, [] {
        auto [sender, receiver] = makeLossyChannel<int>(4);
        Thread producer([&sender = sender] { sender.send(1); });
        Thread reader([&sender = sender] {
            explore::check(sender.occupancy() <= 1, "one item at most");
            explore::check(sender.statistics().lost == 0, "none is lost");
        });
        int item = 0;
        static_cast<void>(receiver.tryReceive(item));
        producer.join();
        reader.join();
    });
}

TEST_CASE("end: an end that goes ends a wait-any") {
    const auto ends = [](auto make, auto source, auto close) {
        explore::mustHold({}, [=] {
            auto channel = make();
            Thread other(
                [&] { explore::check(waitAny(Deadline::never(), source(channel)).any(), "the end is seen"); });
            close(channel);
            other.join();
        });
    };
    ends([] { return makeSpscChannel<int>(1); }, [](auto& channel) { return channel.receiver.readable(); },
         [](auto& channel) { channel.sender.close(); });
    ends(
        [] {
            auto channel = makeSpscChannel<int>(1);
            static_cast<void>(channel.sender.trySend(1));
            return channel;
        },
        [](auto& channel) { return channel.sender.writable(); },
        [](auto& channel) { channel.receiver.close(); });
    ends([] { return makeLossyChannel<int>(1); }, [](auto& channel) { return channel.receiver.readable(); },
         [](auto& channel) { channel.sender.close(); });
    ends([] { return makeLatestValue(0); }, [](auto& channel) { return channel.reader.readable(); },
         [](auto& channel) { channel.writer.close(); });
    ends([] { return makeExchange<Traced>(std::make_shared<Reclaimer>()); },
         [](auto& channel) { return channel.reader.readable(); },
         [](auto& channel) { channel.writer.close(); });
    // And what comes ends one, too.
    ends([] { return makeLossyChannel<int>(1); }, [](auto& channel) { return channel.receiver.readable(); },
         [](auto& channel) { channel.sender.send(1); });
    ends([] { return makeLatestValue(0); }, [](auto& channel) { return channel.reader.readable(); },
         [](auto& channel) { channel.writer.write(1); });
    ends([] { return makeExchange<Traced>(std::make_shared<Reclaimer>()); },
         [](auto& channel) { return channel.reader.readable(); },
         [](auto& channel) { static_cast<void>(channel.writer.publish(std::make_unique<Traced>(1))); });
}
